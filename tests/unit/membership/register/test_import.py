"""The import of members: idempotent, line by line, each refusal with its number and reason."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from services.membership.register.deaths import Death
from tests.unit.membership.office import Office
from tests.unit.membership.sheets import all_lines, members_sheet, with_members

HEADER = "external_id,kind,first_name,last_name,name,number,category,joined_on,left_on"


def take_in(office: Office, *rows: str, **query: str) -> list[tuple[int, str, str | None]]:
    """Import rows and return (line, outcome, code) of each."""
    job = office.membership.run_job("import_members", upload="\n".join([HEADER, *rows]).encode(), query=query)
    assert job["state"] == "succeeded", job["problem"]
    lines = all_lines(office.membership, job)
    return [(one["line"], one["outcome"], (one["problem"] or {}).get("code")) for one in lines]


def problem_of(office: Office, row: str) -> dict[str, Any]:
    """Import one row that is refused and return its problem."""
    job = office.membership.run_job("import_members", upload=f"{HEADER}\n{row}".encode())
    problem: dict[str, Any] = all_lines(office.membership, job)[0]["problem"]
    return problem


def test_430_members_are_created_once(office: Callable[..., Office]) -> None:
    """The same sheet sent again is skipped line by line, and nothing is told twice."""
    alpar = office("alpar")
    ids = with_members(alpar, 430)
    assert len(set(ids)) == 430
    again = alpar.membership.run_job("import_members", upload=members_sheet(430))
    assert again["counts"] == {"skipped": 430}
    told = alpar.membership.told("membership.member.admitted.v1")
    assert [one["data"]["number"] for one in told] == list(range(1, 431))
    assert told[0]["subject"] == f"members/{ids[0]}"
    assert told[0]["data"] == {
        "member_id": ids[0], "number": 1, "kind": "natural_person", "category": "member", "college": None,
        "admitted_on": "2020-03-01", "voting": True,
    }  # fmt: skip
    assert not alpar.membership.told("membership.application.accepted.v1")


def test_a_changed_cell_updates_and_an_empty_one_keeps(office: Callable[..., Office]) -> None:
    """Details follow the sheet; the period of membership does not."""
    alpar = office("alpar")
    (member_id,) = with_members(alpar, 1)
    assert take_in(alpar, "m1,natural_person,Ada,Family1,,,member,2020-03-01,") == [(2, "updated", None)]
    member = alpar.membership.do("get_member", member_id=member_id)
    assert (member["first_name"], member["email"]) == ("Ada", "m1@example.org")


def test_a_dry_run_changes_nothing(office: Callable[..., Office]) -> None:
    """Every line gets its verdict, and the register stays empty."""
    alpar = office("alpar")
    rows = ["a,natural_person,A,B,,,member,2020-03-01,", "b,natural_person,A,B,,,friend,2020-03-01,"]
    assert take_in(alpar, *rows, dry_run="true") == [(2, "created", None), (3, "refused", "unknown_category")]
    assert alpar.membership.do("list_members")["data"] == []
    assert alpar.membership.told() == []


@pytest.mark.parametrize(
    ("row", "code", "article"),
    [
        ("x,natural_person,A,B,,,friend,2020-03-01,", "unknown_category", "article 5"),
        ("x,organisation,,,Shop,,member,2020-03-01,", "kind_not_admitted", "article 5"),
        ("x,natural_person,A,B,,,member,2018-06-07,", "before_founding", "article 1"),
        ("x,natural_person,A,B,,,member,2026-03-03,", "in_the_future", None),
        ("x,natural_person,A,B,,,member,2020-03-01,2020-02-29", "membership_backwards", "article 5"),
        ("x,natural_person,A,,,,member,2020-03-01,", "invalid_request", None),
        ("x,natural_person,A,B,,1,member,2020-03-01,", "number_taken", None),
        ("m1,natural_person,A,B,,,member,2021-03-01,", "memberships_overlap", "article 5"),
        ("m1,natural_person,A,B,,9,member,2020-03-01,", "register_row_differs", None),
        ("x,natural_person,A,B,,,member,01/03/20,", "row_unacceptable", None),
        ("x,natural_person,=A1,B,,,member,2020-03-01,", "formula_in_cell", None),
    ],
)
def test_refuses_a_line_with_its_reason(
    office: Callable[..., Office], row: str, code: str, article: str | None
) -> None:
    """A refused line leaves nothing behind, names its reason, and the article if it is the statutes'."""
    alpar = office("alpar")
    with_members(alpar, 1)
    problem = problem_of(alpar, row)
    assert problem["code"] == code
    assert (article or "") in problem.get("article", "")
    assert len(alpar.membership.do("list_members")["data"]) == 1
    assert alpar.membership.do("list_members")["data"][0]["first_name"] == "Given1"


def test_legacy_members_may_be_older_than_the_cooperative(office: Callable[..., Office]) -> None:
    """Only an import that is marked as legacy goes back before the founding."""
    row = "x,natural_person,A,B,,,member,2017-10-01,"
    assert take_in(office("alpar"), row, legacy="true") == [(2, "created", None)]


def test_a_sheet_in_another_encoding_fails_as_a_whole(office: Callable[..., Office]) -> None:
    """Nothing of it is taken in, and the job says why."""
    job = office("alpar").membership.run_job("import_members", upload="external_id\né".encode("latin-1"))
    assert (job["state"], job["problem"]["code"]) == ("failed", "sheet_not_utf8")


def test_numbers_given_by_the_sheet_are_kept_and_passed_over(office: Callable[..., Office]) -> None:
    """The next number lies above every one that was ever given."""
    alpar = office("alpar")
    numbers = (("a", 7), ("b", ""), ("c", 3), ("d", ""))
    take_in(alpar, *[f"{name},natural_person,A,B,,{number},member,2020-03-01," for name, number in numbers])
    members = alpar.membership.do("list_members")["data"]
    assert {one["external_id"]: one["number"] for one in members} == {"a": 7, "b": 8, "c": 3, "d": 9}


def test_a_membership_that_is_over_is_told_as_admitted_and_left(office: Callable[..., Office]) -> None:
    """Both facts have the member as subject, in the order in which they happened."""
    alpar = office("alpar")
    take_in(alpar, "a,natural_person,A,B,,,member,2020-03-01,2021-03-01")
    told = [(one["type"], one["subject"]) for one in alpar.membership.told()]
    assert [kind for kind, _ in told] == ["membership.member.admitted.v1", "membership.member.left.v1"]
    assert len({subject for _, subject in told}) == 1


def test_who_comes_back_keeps_the_number(office: Callable[..., Office]) -> None:
    """A second membership of the same person does not get another number."""
    alpar = office("alpar")
    take_in(alpar, "a,natural_person,A,B,,,member,2020-03-01,2021-03-01")
    take_in(alpar, "b,natural_person,A,B,,,member,2020-03-01,")
    assert take_in(alpar, "a,natural_person,A,B,,,member,2022-03-01,") == [(2, "updated", None)]
    assert alpar.membership.told("membership.member.admitted.v1")[-1]["data"]["number"] == 1


def test_an_older_membership_learnt_later_does_not_undo_what_others_know(office: Callable[..., Office]) -> None:
    """A period before the present one is entered without being told."""
    alpar = office("alpar")
    take_in(alpar, "a,natural_person,A,B,,,member,2022-03-01,")
    before = len(alpar.membership.told())
    assert take_in(alpar, "a,natural_person,A,B,,,member,2019-03-01,2020-03-01") == [(2, "updated", None)]
    assert len(alpar.membership.told()) == before
    member_id = alpar.membership.do("list_members")["data"][0]["id"]
    assert alpar.membership.do("get_member", member_id=member_id, query={"as_of": "2021-01-01"})["state"] == "former"


def test_organisations_are_members_of_a_federation(office: Callable[..., Office]) -> None:
    """A worker cooperative has a vote there, a partner has none."""
    federation = office("cg-scop")
    cooperatives = (("Alpine Aluminium", "member"), ("Alpar", "partner"))
    take_in(federation, *[f"{name},organisation,,,{name},,{role},2019-01-01," for name, role in cooperatives])
    told = federation.membership.told("membership.member.admitted.v1")
    assert [(one["data"]["category"], one["data"]["voting"]) for one in told] == [("member", True), ("partner", False)]


def test_persons_are_no_members(office: Callable[..., Office]) -> None:
    """Employees can be entered without a membership; they get no number and nothing is told."""
    factory = office("alpine-aluminium")
    sheet = b"external_id,first_name,last_name\ne1,Eve,Employee\n"
    job = factory.membership.run_job("import_persons", upload=sheet)
    (line,) = all_lines(factory.membership, job)
    person = factory.membership.do("get_member", member_id=line["subject"])
    assert line["subject"].startswith("per_")
    assert (person["number"], person["state"]) == (None, None)
    assert factory.membership.told() == []
    assert factory.membership.run_job("import_persons", upload=sheet)["counts"] == {"skipped": 1}


def ending(office: Office, reason: str, kind: str = "natural_person") -> list[dict[str, Any]]:
    """Import a line that ends the running membership of m1 for a reason; return the verdicts."""
    rows = [HEADER + ",left_reason", f"m1,{kind},Given1,Family1,,,member,2020-03-01,2026-02-28,{reason}"]
    return all_lines(office.membership, office.membership.run_job("import_members", upload="\n".join(rows).encode()))


@pytest.mark.parametrize(
    ("reason", "code", "article"),
    [
        ("exclusion", "exclusion_needs_resolution", "membership.exclusion"),
        ("admission_annulled", "exclusion_needs_resolution", "membership.exclusion"),
        ("dissolution", "departure_reason_does_not_fit", ""),
    ],
)
def test_a_sheet_ends_no_membership_for_what_a_vote_decides(
    office: Callable[..., Office], reason: str, code: str, article: str
) -> None:
    """Nobody is excluded by a sheet, and a person is not dissolved: refused, and the membership runs on."""
    alpar = office("alpar")
    (member_id,) = with_members(alpar, 1)
    (line,) = ending(alpar, reason)
    assert (line["outcome"], line["problem"]["code"]) == ("refused", code)
    assert article in line["problem"].get("article", "")
    member = alpar.membership.do("get_member", member_id=member_id)
    assert (member["state"], member["left_on"]) == ("active", None)
    assert alpar.membership.told("membership.member.left.v1") == []


def test_a_history_that_arrives_with_its_exclusion_is_taken_in(office: Callable[..., Office]) -> None:
    """What was voted before this register was kept is history."""
    row = "x,natural_person,A,B,,,member,2020-03-01,2021-02-28,exclusion"
    job = office("alpar").membership.run_job("import_members", upload=f"{HEADER},left_reason\n{row}".encode())
    assert job["counts"] == {"created": 1}


def test_a_sheet_that_says_that_a_member_died_records_the_death(office: Callable[..., Office]) -> None:
    """It is recorded once, with its day, as by the departures room; the sheet sent again changes nothing."""
    alpar = office("alpar")
    (member_id,) = with_members(alpar, 1)
    assert [one["outcome"] for one in ending(alpar, "death")] == ["updated"]
    with alpar.membership.database.reading() as session:
        assert [(one.party_id, str(one.died_on)) for one in session.scalars(select(Death))] == [
            (member_id, "2026-02-28")
        ]
    assert [one["outcome"] for one in ending(alpar, "death")] == ["skipped"]


def test_a_legacy_death_sent_again_changes_nothing(office: Callable[..., Office]) -> None:
    """What the register holds, the death included, is not held to the rules of a sheet that is not marked as legacy."""
    alpar = office("alpar")
    sheet = f"{HEADER},left_reason\nx,natural_person,A,B,,,member,2017-10-01,2018-01-31,death".encode()
    for query, counts in (({"legacy": "true"}, {"created": 1}), ({}, {"skipped": 1})):
        assert alpar.membership.run_job("import_members", upload=sheet, query=query)["counts"] == counts


def test_a_death_is_learnt_of_a_membership_that_is_over(office: Callable[..., Office]) -> None:
    """The sheet that first said nothing of why it ended, and is mended, records the death; nothing else changes."""
    alpar = office("alpar")
    with_members(alpar, 1)
    assert [one["outcome"] for one in ending(alpar, "resignation")] == ["updated"]
    assert [one["outcome"] for one in ending(alpar, "death")] == ["updated"]
    assert [one["outcome"] for one in ending(alpar, "death")] == ["skipped"]
    with alpar.membership.database.reading() as session:
        assert [str(one.died_on) for one in session.scalars(select(Death))] == ["2026-02-28"]


def test_an_address_that_a_sheet_changes_is_not_forgotten(office: Callable[..., Office]) -> None:
    """The former one stands among the addresses, with its last day, as after any other change."""
    alpar = office("alpar")
    (member_id,) = with_members(alpar, 1)
    head = b"external_id,first_name,last_name,email,category,joined_on\n"
    sheet = head + b"m1,Given1,Family1,new@example.org,member,2020-03-01"
    alpar.clock.advance(days=1)
    assert alpar.membership.run_job("import_members", upload=sheet)["counts"] == {"updated": 1}
    before = alpar.membership.do("list_contacts", member_id=member_id, query={"as_of": "2026-03-02"})["data"]
    assert [one["email"] for one in before if one["channel"] == "email"] == ["m1@example.org"]
