"""Two rows that are one: found, merged with a trail, refused with a reason."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from services.commons.refusals import Refusal
from services.commons.storage import Unit, tables_of
from services.ledger.capital.tables import Member as LedgerMember
from services.ledger.sales.summing import by_member
from services.membership.linked.tables import LapseTold
from services.membership.merges.joining import columns_that_move, settled_by_rooms
from services.membership.register.deaths import Death
from services.membership.register.minors import Minor
from services.membership.shifts.actions.announcing import tell_standings
from services.membership.shifts.tables import ReminderTold, StandingTold
from services.voting.rolls.tables import Elector
from tests.house import FULL, House
from tests.unit.membership.office import Office
from tests.unit.membership.sheets import hand_on, paid_up
from tests.unit.membership.shifts.staffing import shift_on

HEADER = "external_id,kind,first_name,last_name,email,phone,birth_date,category,joined_on,left_on"


def code_of(action: Callable[[], Any]) -> str:
    """Return the code with which an action is refused."""
    with pytest.raises(Refusal) as refused:
        action()
    return refused.value.code


def taken_in(house: House, *rows: str) -> list[str]:
    """Import members and return their ids in the order of the rows."""
    job = house.membership.run_job("import_members", upload="\n".join([HEADER, *rows]).encode())
    assert job["counts"] == {"created": len(rows)}, house.membership.lines(job)
    return [line["subject"] for line in house.membership.lines(job)]


def merge(house: House, member_id: str, duplicate_id: str) -> dict[str, Any]:
    """Merge two."""
    body = {"duplicate_id": duplicate_id, "reason": "same birth date and address, asked by phone"}
    merged: dict[str, Any] = house.membership.do("merge_members", member_id=member_id, body=body)
    return merged


FORMER = "a,natural_person,Zoé,Noël-Martin,zoe@example.org,,1980-05-01,member,2019-01-01,2020-12-31"
AGAIN = "b,natural_person,Noel Martin,ZOE,z.martin@example.org,+33 6 11 22 33 44,1980-05-01,member,2022-01-01,"


def test_likely_duplicates_have_one_name_and_another_sign(office: Callable[..., Office]) -> None:
    """Accents, hyphens and the order of the parts do not hide them; homonyms and families are not taken for one."""
    alpar = office("alpar")
    rows = [
        FORMER, AGAIN,
        "c,natural_person,Zoe,Noel Martin,,,1990-01-01,member,2022-01-01,",
        "d,natural_person,Ada,Byron,home@example.org,,,member,2022-01-01,",
        "e,natural_person,Eve,Byron,home@example.org,,,member,2022-01-01,",
        "f,natural_person,Jean,Roux,r@example.org,04 50 11 22 33,1950-01-01,member,2022-01-01,",
        "g,natural_person,Jean,Roux,R@Example.org,,1980-01-01,member,2022-01-01,",
        "h,natural_person,jean,roux,,+33 4 50 11 22 33,,member,2022-01-01,",
    ]  # fmt: skip
    ids = dict(zip("abcdefgh", taken_in(alpar, *rows), strict=True))
    found = alpar.membership.do("list_duplicates", query={"limit": "1"})
    pairs = found["data"]
    assert found["next_cursor"]
    pairs += alpar.membership.do("list_duplicates", query={"cursor": found["next_cursor"]})["data"]
    names = {party: letter for letter, party in ids.items()}
    told = {tuple(sorted((names[one["member_id"]], names[one["duplicate_id"]]))): one["signs"] for one in pairs}
    assert told == {("a", "b"): ["same_birth_date"], ("f", "h"): ["same_phone"]}


def test_the_older_stays_and_the_other_leads_to_it(house: Callable[..., House]) -> None:
    """Numbers, ids, addresses and memberships of both are the survivor's, whichever was named; others follow."""
    alpar = house("alpar")
    alpar.open()
    older, younger = taken_in(alpar, FORMER, AGAIN)
    alpar.membership.do("issue_card", member_id=younger, body={"code": "CARD-2"})
    alpar.pump()
    merged = merge(alpar, younger, older)
    assert (merged["survivor_id"], merged["merged_id"], merged["number"], merged["merged_number"]) == (
        older, younger, 1, 2,
    )  # fmt: skip
    assert merged["moved"] == {"cards": 1, "memberships": 1}
    asked = alpar.membership.do("get_member", member_id=younger)
    assert (asked["id"], asked["merged_into"], asked["number"], asked["joined_on"], asked["state"]) == (
        older, older, 1, "2022-01-01", "active",
    )  # fmt: skip
    assert (asked["email"], asked["phone"]) == ("zoe@example.org", "+33611223344")
    for q in ("2", "CARD-2", "z.martin@", "zoe mart"):
        assert [one["id"] for one in alpar.membership.do("list_members", query={"q": q})["data"]] == [older], q
    assert [one["number"] for one in alpar.membership.do("list_members")["data"]] == [1]
    assert code_of(lambda: merge(alpar, older, younger)) == "merged_away"
    again = {"first_name": "X"}
    assert code_of(lambda: alpar.membership.do("update_member", member_id=younger, body=again)) == "merged_away"
    assert alpar.membership.do("list_duplicates")["data"] == []
    assert [one["id"] for one in alpar.membership.do("list_merges")["data"]] == [merged["id"]]
    alpar.pump()
    with alpar.voting.database.reading() as session:
        electors = session.execute(select(Elector.member_id, Elector.number).distinct()).all()
        assert [tuple(one) for one in electors] == [(older, 1)]
    with alpar.ledger.database.reading() as session:
        survivor, other = session.get_one(LedgerMember, older), session.get_one(LedgerMember, younger)
        assert (str(survivor.admitted_on), survivor.left_on, other.admitted_on) == ("2022-01-01", None, None)
        assert other.merged_into == older


def test_purchases_of_the_merged_one_are_the_survivors(house: Callable[..., House]) -> None:
    """A till that knows the old number sells to the survivor, and what was bought before counts for it too."""
    alpar = house("alpar")
    alpar.open()
    older, younger = taken_in(alpar, FORMER, AGAIN)
    alpar.pump()

    def sell(external_id: str, member: str) -> None:
        amount = {"amount": "10.00", "currency": "EUR"}
        sale = {"external_id": external_id, "member_id": member, "date": "2026-03-01", "amount": amount}
        alpar.ledger.do("record_sale", body=sale)

    sell("s1", "2")
    merge(alpar, older, younger)
    alpar.pump()
    sell("s2", "2")
    sales = alpar.ledger.do("list_sales", query={"member_id": older})["data"]
    assert [one["external_id"] for one in sales] == ["s2"]
    with alpar.ledger.database.reading() as session:
        unit = Unit("alpar", "ledger", session, alpar.clock, FULL)
        bought, _ = by_member(unit, alpar.clock().date().replace(day=1), alpar.clock().date())
    assert bought == {older: 2000}


def test_what_is_not_one_is_not_merged(office: Callable[..., Office]) -> None:
    """Overlapping memberships, shares of both, itself, a person and an organisation: each refused, nothing moved."""
    alpar = office("alpar")
    rows = ("c,natural_person,A,B,,,,member,2021-01-01,", "d,natural_person,A,B,,,,member,2018-07-01,2019-01-01")
    one, other, third = taken_in(alpar, AGAIN, *rows)
    assert code_of(lambda: merge(alpar, one, one)) == "merges_itself"
    assert code_of(lambda: merge(alpar, one, "mbr_unknown")) == "not_in_register"
    assert code_of(lambda: merge(alpar, one, other)) == "memberships_overlap"
    shop = alpar.membership.do("create_person", body={"kind": "organisation", "name": "Shop"})["id"]
    assert code_of(lambda: merge(alpar, one, shop)) == "kinds_differ"
    for member_id, subscription in ((other, "sub_1"), (third, "sub_2")):
        hand_on(alpar, paid_up(alpar, member_id, "100.00", subscription=subscription))
    assert code_of(lambda: merge(alpar, other, third)) == "both_hold_shares"
    assert alpar.membership.do("list_merges")["data"] == []


def test_who_holds_shares_stays(office: Callable[..., Office]) -> None:
    """The books never change: whose shares they hold is the one who stays, even if the other came first."""
    alpar = office("alpar")
    older, younger = taken_in(alpar, FORMER, AGAIN)
    hand_on(alpar, paid_up(alpar, younger, "100.00"))
    assert merge(alpar, older, younger)["survivor_id"] == younger
    assert alpar.membership.do("get_member", member_id=older)["number"] == 2
    assert [one["number"] for one in alpar.membership.do("list_members", query={"q": "1"})["data"]] == [2]


def test_one_place_of_two_is_refused_and_nothing_moves(office: Callable[..., Office]) -> None:
    """Both run a contract of employment: the merge names where they collide, and leaves both as they were."""
    alpar = office("alpar")
    older, younger = taken_in(alpar, FORMER, AGAIN)
    for person in (older, younger):
        body = {"person_id": person, "kind": "employment", "form": "CDI", "started_on": "2022-01-01"}
        alpar.membership.do("record_engagement", body=body)
    with pytest.raises(Refusal) as refused:
        merge(alpar, older, younger)
    assert (refused.value.code, refused.value.values["where"]) == ("rows_collide", "engagements")
    assert alpar.membership.do("get_member", member_id=younger)["merged_into"] is None
    assert alpar.membership.do("get_member", member_id=younger)["state"] == "active"


def test_a_person_who_became_a_member_anew_keeps_the_number(office: Callable[..., Office]) -> None:
    """Who was entered as an employee and applied as somebody new is one: who has the number stays."""
    alpar = office("alpar")
    person = {"first_name": "Zoé", "last_name": "Noël Martin", "birth_date": "1980-05-01", "external_id": "pay-7"}
    employee = alpar.membership.do("create_person", body=person)["id"]
    body = {"person_id": employee, "kind": "employment", "form": "CDI", "started_on": "2022-01-01"}
    alpar.membership.do("record_engagement", body=body)
    (member,) = taken_in(alpar, "b,natural_person,Zoe,Noel-Martin,,,,member,2022-01-01,")
    merged = merge(alpar, employee, member)
    assert (merged["survivor_id"], merged["moved"]) == (member, {"engagements": 1})
    assert alpar.membership.do("get_member", member_id=employee)["birth_date"] == "1980-05-01"


def test_two_of_a_shop_are_merged(office: Callable[..., Office]) -> None:
    """What tills were told of both, who is to come of age, who was reminded or told of a lapse: none stands in the way.

    Afterwards tills are told that the one who is merged shops no more, and the survivor answers for the card.
    """
    alpar = office("alpar")
    older, younger = taken_in(alpar, FORMER, AGAIN)
    alpar.membership.do("issue_card", member_id=younger, body={"code": "CARD-2"})
    shift_id = shift_on(alpar, "2026-03-03")
    tell_standings(alpar.membership.database, alpar.clock)
    with alpar.membership.database.transaction() as session:
        now, day = alpar.clock(), date(2027, 1, 1)
        for one in (older, younger):
            session.add(Minor(member_id=one, of_age_on=day, told_at=None))
            session.add(Death(party_id=one, died_on=date(2026, 3, 1), recorded_at=now))
            session.add(LapseTold(member_id=one, organisation="a", paid_until=day, told_at=now))
        session.add(LapseTold(member_id=younger, organisation="b", paid_until=day, told_at=now))
        session.add(ReminderTold(shift_id=shift_id, member_id=younger, told_at=now))
    assert merge(alpar, younger, older)["moved"] == {
        "cards": 1, "lapses_told": 1, "memberships": 1, "shift_reminders": 1,
    }  # fmt: skip
    tell_standings(alpar.membership.database, alpar.clock)
    with alpar.membership.database.reading() as session:
        told = {row.member_id: (row.standing, list(row.cards)) for row in session.scalars(select(StandingTold))}
    assert told == {older: ("up_to_date", ["CARD-2"]), younger: ("not_a_member", [])}


@pytest.mark.parametrize("voided", [True, False])
def test_a_true_death_survives_the_merge(office: Callable[..., Office], voided: bool) -> None:
    """Whether or not one that was void was written of the survivor before."""
    alpar = office("alpar")
    older, younger = taken_in(alpar, FORMER, AGAIN)
    now = alpar.clock()
    with alpar.membership.database.transaction() as session:
        session.add(Death(party_id=younger, died_on=date(2026, 3, 1), recorded_at=now))
        if voided:
            session.add(Death(party_id=older, died_on=date(2025, 3, 1), recorded_at=now, voided_at=now))
    assert merge(alpar, younger, older)["moved"]["deaths"] == 1
    with alpar.membership.database.reading() as session:
        died = session.get_one(Death, older)
        assert (died.died_on, died.voided_at) == (date(2026, 3, 1), None)


def test_who_survives_without_a_number_is_given_one(office: Callable[..., Office]) -> None:
    """A former member who applied anew under another address and paid too early: memberships hang on a number."""
    alpar = office("alpar", {"statutes.membership.admission.linked_organisation": "association-alpar"})
    (former,) = taken_in(alpar, FORMER)
    person = {"kind": "natural_person", "category": "member", "first_name": "Zoé", "last_name": "Noël-Martin",
              "email": "z.martin@example.org"}  # fmt: skip
    applicant = alpar.membership.do("submit_application", body=person)["member_id"]
    hand_on(alpar, paid_up(alpar, applicant, "100.00"))
    merged = merge(alpar, former, applicant)
    assert (merged["survivor_id"], merged["number"], merged["merged_number"]) == (applicant, 2, 1)
    assert merged["moved"]["memberships"] == 1
    paid = {"linked_organisation_until": "2026-12-31"}
    alpar.membership.do("update_member", member_id=applicant, body=paid)
    shown = alpar.membership.do("get_member", member_id=former)
    assert (shown["id"], shown["number"], shown["state"]) == (applicant, 2, "active")


def test_a_second_merge_leads_to_the_last_survivor(office: Callable[..., Office]) -> None:
    """An id merged twice answers with who stands there now, in one step."""
    alpar = office("alpar")
    ids = taken_in(
        alpar, "a,natural_person,A,B,,,,member,2019-01-01,2019-12-31",
        "b,natural_person,A,B,,,,member,2020-01-01,2020-12-31", "c,natural_person,A,B,,,,member,2021-01-01,",
    )  # fmt: skip
    merge(alpar, ids[1], ids[2])
    merge(alpar, ids[0], ids[1])
    answers = [alpar.membership.do("get_member", member_id=one) for one in ids]
    assert [(one["id"], one["number"]) for one in answers] == [(ids[0], 1)] * 3
    assert alpar.membership.do("list_members", query={"q": "3"})["data"][0]["id"] == ids[0]


def test_every_column_that_names_a_party_moves(office: Callable[..., Office]) -> None:
    """What the audit trail takes for a party moves with it, or its table says that it stays as it was written."""
    office("alpar")
    moving = {(table.name, column.name) for table, column in columns_that_move()}
    named = {
        (table.name, subject)
        for table in tables_of("membership").metadata.sorted_tables
        for subject in (table.info["audited"].subjects if "audited" in table.info else ())
        if ">" not in subject
    }
    assert ("enrolments", "replaced_by") in moving
    itself = {("parties", "id"), ("members", "id"), ("merges", "survivor_id"), ("merges", "merged_id")}
    assert sorted(one for one in named - moving - itself if one[0] not in settled_by_rooms()) == []
    assert settled_by_rooms() == {
        "cards", "contact_points", "distinctions", "preferences", "tutoring_notes", "share_holdings",
        "leaver_redemptions", "standings_told", "minors", "deaths", "lapses_told", "shift_reminders",
        "advice_profiles", "advice_routes", "committee_presences", "questionnaire_recipients",
    }  # fmt: skip


def test_a_sheet_that_still_has_both_changes_nothing(office: Callable[..., Office]) -> None:
    """The line of the one who was merged is passed over and names the survivor; the register is not split again."""
    alpar = office("alpar")
    older, younger = taken_in(alpar, FORMER, AGAIN)
    merge(alpar, older, younger)
    sheet = "\n".join([HEADER, FORMER, AGAIN.replace("z.martin@", "other@")]).encode()
    job = alpar.membership.run_job("import_members", upload=sheet)
    assert job["counts"] == {"skipped": 2}
    assert [line["subject"] for line in alpar.membership.lines(job)] == [older, older]


def test_who_was_told_apart_is_proposed_no_more(office: Callable[..., Office]) -> None:
    """With who, when and why; once for both orders; taken back, with a reason, the pair is proposed again."""
    alpar = office("alpar")
    former, again = taken_in(alpar, FORMER, AGAIN)

    def proposed() -> list[str]:
        return [one["member_id"] for one in alpar.membership.do("list_duplicates")["data"]]

    def apart(one: str, other: str) -> dict[str, Any]:
        body = {"duplicate_id": other, "reason": "twins, both came to the office"}
        told: dict[str, Any] = alpar.membership.do("tell_members_apart", member_id=one, body=body)
        return told

    assert proposed() == [former]
    told = apart(again, former)
    assert (told["recorded_by"], told["reason"], told["ended_at"]) == (FULL.id, "twins, both came to the office", None)
    assert proposed() == []
    assert code_of(lambda: apart(former, again)) == "already_two"
    assert code_of(lambda: apart(former, former)) == "one_row_alone"
    assert code_of(lambda: apart(former, "mbr_nobody")) == "not_in_register"
    assert [one["id"] for one in alpar.membership.do("list_distinctions", query={"member_id": former})["data"]] == [
        told["id"]
    ]
    back = {"reason": "one birth certificate, found since"}
    ended = alpar.membership.do("take_back_distinction", distinction_id=told["id"], body=back)
    assert (ended["ended_for"], ended["end_reason"]) == ("taken_back", back["reason"])
    assert proposed() == [former]
    again_taken_back = code_of(
        lambda: alpar.membership.do("take_back_distinction", distinction_id=told["id"], body=back)
    )
    assert again_taken_back == "distinction_over"
    assert alpar.membership.do("list_distinctions")["data"] == []
    assert apart(former, again)["id"] != told["id"]
    trail = alpar.membership.do("list_changes", query={"table": "distinctions", "member_id": former})["data"]
    assert [one["change"] for one in trail] == ["made", "changed", "made"]


def test_a_merge_ends_or_moves_what_was_told_apart(office: Callable[..., Office]) -> None:
    """Who was told apart from the merged one is told apart from the survivor; a merge of the two ends the word."""
    alpar = office("alpar")
    third = "c,natural_person,Zoe,Noel Martin,zoe@example.org,,,member,2021-03-01,2021-04-01"
    older, younger, other = taken_in(alpar, FORMER, AGAIN, third)
    reason = {"reason": "asked at the door"}
    for one, two in ((younger, other), (older, other), (older, younger)):
        alpar.membership.do("tell_members_apart", member_id=one, body={"duplicate_id": two, **reason})
    merge(alpar, older, younger)
    told = alpar.membership.do("list_distinctions", query={"ended": "true"})["data"]
    assert [(one["member_id"], one["duplicate_id"], one["ended_for"]) for one in told] == [
        (younger, other, "merged"), (older, other, None), (older, younger, "merged"),
    ]  # fmt: skip
    assert alpar.membership.do("list_duplicates")["data"] == []
    merge(alpar, older, other)
    assert alpar.membership.do("list_distinctions")["data"] == []
