"""Subject access, retention and pseudonymisation: everything is found, nothing personal stays, the register does."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import text, update

from services.commons.audit import audited_tables
from services.commons.events.received import Event, receive
from services.commons.refusals import Forbidden, Refusal
from services.commons.storage import Actor, tables_of
from services.gateway.keys.rules import PRESETS
from services.membership.departures.tables import LeaverRedemption
from services.membership.privacy.access import kept_tables
from services.membership.privacy.holdings import ELSEWHERE, HOLDINGS
from services.membership.privacy.pseudonymising import blank_of
from services.membership.register.tables import Party
from services.membership.statutes.tables import ShareHolding
from tests.unit.membership.office import Office

OpenOffice = Callable[..., Office]
SHEET = (
    "external_id,kind,first_name,last_name,email,phone,birth_date,category,joined_on,left_on\n"
    "x-77,natural_person,Wilhelmina,Quixote,wq@example.org,+33 4 50 11 22 33,1971-04-05,member,2018-07-02,{left}\n"
    "x-78,natural_person,Stays,Here,stays@example.org,,,member,2019-01-02,\n"
)
PERSONAL = ("Wilhelmina", "Quixote", "wq@example.org", "wq2@example.org", "11 22 33", "112233", "1971-04-05", "x-77")
REQUEST = {"because": "request", "reason": "asked by letter of 1 March"}


def two_members(office: Office, left: str = "2020-12-31") -> tuple[str, str]:
    """Import a former member and one who stays; return their ids."""
    job = office.membership.run_job("import_members", upload=SHEET.format(left=left).encode())
    assert job["counts"] == {"created": 2}, office.membership.lines(job)
    first, second = (one["subject"] for one in office.membership.lines(job))
    return first, second


def refusal_of(action: Callable[[], Any]) -> Refusal:
    """Return the refusal that an action meets."""
    with pytest.raises(Refusal) as refused:
        action()
    return refused.value


def everything(office: Office) -> str:
    """Return every row of every table of the database as one text, but the answers that are kept for a week."""
    with office.membership.database.reading() as session:
        names = session.scalars(text(
            "SELECT tablename FROM pg_tables "
            "WHERE schemaname = 'public' AND tablename NOT IN ('commands', 'upload_parts')"
        )).all()  # fmt: skip
        return "\n".join(
            row for name in names for row in session.scalars(text(f"SELECT to_jsonb(t)::text FROM {name} t"))
        )


def pseudonymise(office: Office, member_id: str, **body: str) -> dict[str, Any]:
    """Pseudonymise somebody."""
    done: dict[str, Any] = office.membership.do("pseudonymise_member", member_id=member_id, body=body or REQUEST)
    return done


def test_nothing_of_a_person_is_left_in_the_whole_database(office: OpenOffice) -> None:
    """No table holds a name, address or number of theirs any more, the trail included; the others' stay."""
    here = office("alpar")
    former, _ = two_members(here)
    here.membership.do("update_member", member_id=former, body={"email": "wq2@example.org"})
    assert all(one in everything(here) for one in ("Quixote", "wq@example.org", "wq2@example.org"))
    done = pseudonymise(here, former)
    left = everything(here)
    assert [one for one in PERSONAL if one in left] == []
    assert "stays@example.org" in left
    assert done["erased"]["parties"] == 1 and done["trail"] >= 3


def test_the_register_keeps_number_and_dates(office: OpenOffice) -> None:
    """As of any day the row, its number and its period are as they were; the trail still says what changed when."""
    here = office("alpar")
    former, _ = two_members(here)
    before = here.membership.do("get_member", member_id=former, query={"as_of": "2019-05-05"})
    assert before["state"] == "active"
    pseudonymise(here, former)
    after = here.membership.do("get_member", member_id=former, query={"as_of": "2019-05-05"})
    kept = ("id", "number", "category", "state", "joined_on", "left_on")
    assert [after[name] for name in kept] == [before[name] for name in kept]
    assert after["first_name"] is after["email"] is after["birth_date"] is None
    changes = here.membership.do("list_changes", query={"member_id": former, "table": "parties"})["data"]
    assert all(one["erased_at"] and one["personal"] for one in changes)
    life = here.membership.do("get_timeline", member_id=former)["data"]
    assert [one["kind"] for one in life] == ["joined", "left"]


def test_a_sheet_writes_no_name_back(office: OpenOffice) -> None:
    """An older export names who was pseudonymised by the id here: the line is passed over, and says why."""
    here = office("alpar")
    former, _ = two_members(here)
    pseudonymise(here, former)
    for job_kind in ("import_members", "import_persons"):
        head, row = "external_id,kind,first_name,last_name", f"{former},natural_person,Wilhelmina,Quixote"
        if job_kind == "import_members":
            head, row = f"{head},category,joined_on,left_on", f"{row},member,2018-07-02,2020-12-31"
        else:
            with here.membership.database.transaction() as session:
                session.execute(update(Party).where(Party.id == former).values(external_id=former))
        job = here.membership.run_job(job_kind, upload=f"{head}\n{row}".encode())
        (line,) = here.membership.lines(job)
        assert (line["outcome"], line["problem"]["code"]) == ("skipped", "already_pseudonymised")
        assert here.membership.do("get_member", member_id=former)["last_name"] is None


def test_an_old_sheet_does_not_bring_the_erased_back_as_somebody_new(office: OpenOffice) -> None:
    """Its lines are refused in words that hold nothing of theirs, one by one or among many; the others are taken."""
    here = office("alpar")
    former, stays = two_members(here)
    pseudonymise(here, former)
    fresh = "x-79,natural_person,New,Comer,,,,member,2019-01-02,\n"
    job = here.membership.run_job("import_members", upload=(SHEET.format(left="2020-12-31") + fresh).encode())
    first, second, third = here.membership.lines(job)
    assert (first["outcome"], first["problem"]["code"]) == ("refused", "external_id_erased")
    assert first["problem"]["values"] == {"erased_on": "2026-03-02"}
    assert (second["outcome"], second["subject"], third["outcome"]) == ("skipped", stays, "created")
    body = {"kind": "natural_person", "external_id": "x-77", "first_name": "Wilhelmina", "last_name": "Quixote"}
    assert refusal_of(lambda: here.membership.do("create_person", body=body)).code == "external_id_erased"
    own = refusal_of(lambda: here.membership.do("create_person", body={**body, "external_id": former}))
    assert own.code == "external_id_taken"
    # Under another id they may come back, and the digest says nothing of them.
    assert here.membership.do("create_person", body={**body, "external_id": "x-80"})["id"] != former
    with here.membership.database.reading() as session:
        kept = session.execute(text("SELECT to_jsonb(t)::text FROM erased_external_ids t")).scalars().all()
        assert len(kept) == 1 and former not in kept[0] and "x-77" not in kept[0]
        assert session.scalar(text("SELECT count(*) FROM changes WHERE table_name LIKE 'eras%'")) == 0


def test_the_other_services_are_told_by_an_id_alone(office: OpenOffice) -> None:
    """member.pseudonymised carries the member and the day."""
    here = office("alpar")
    former, _ = two_members(here)
    pseudonymise(here, former)
    (told,) = here.membership.told("membership.member.pseudonymised.v1")
    assert told["data"] == {"member_id": former, "pseudonymised_on": "2026-03-02"}


def test_who_is_tied_to_the_cooperative_keeps_their_name(office: OpenOffice) -> None:
    """A running membership is refused, and nothing is erased."""
    here = office("alpar")
    _, member = two_members(here)
    refused = refusal_of(lambda: pseudonymise(here, member))
    assert (refused.code, refused.problem()["values"]["ties"]) == ("still_bound", "membership")
    assert here.membership.do("get_member", member_id=member)["email"] == "stays@example.org"


def test_who_is_still_owed_for_shares_keeps_their_name(office: OpenOffice) -> None:
    """Shares that are held, and a repayment under way, tie as a membership does; once paid, they do no more."""
    here = office("alpar")
    former, _ = two_members(here)
    with here.membership.database.transaction() as session:
        session.add(ShareHolding(member_id=former, held=1))
        session.add(LeaverRedemption(redemption_id="red_1", member_id=former, state="valued", count=1, value=10000,
                                     paid=0, told_at=here.clock()))  # fmt: skip
    refused = refusal_of(lambda: pseudonymise(here, former))
    assert refused.problem()["values"]["ties"] == "shares, repayment"
    assert former not in str(here.membership.do("list_retention")["data"])
    with here.membership.database.transaction() as session:
        session.execute(update(ShareHolding).values(held=0))
        session.execute(update(LeaverRedemption).values(state="redeemed", paid=10000))
    assert pseudonymise(here, former)["because"] == "request"


def test_who_is_owed_under_another_entry_keeps_their_name(office: OpenOffice) -> None:
    """What the ledger owes is told of an entry: merged into another one, it ties that one, until it is paid."""
    here = office("alpar")
    former, other = two_members(here)
    with here.membership.database.transaction() as session:
        session.execute(update(Party).where(Party.id == other).values(merged_into=former))
        session.execute(text("UPDATE memberships SET ends_on = '2021-01-31' WHERE ends_on IS NULL"))
        session.add(ShareHolding(member_id=other, held=1))
        session.add(LeaverRedemption(redemption_id="red_1", member_id=other, state="valued", count=1, value=10000,
                                     paid=0, told_at=here.clock()))  # fmt: skip
    refused = refusal_of(lambda: pseudonymise(here, former))
    assert refused.problem()["values"]["ties"] == "shares, repayment"
    assert here.membership.do("list_retention")["data"] == []
    with here.membership.database.transaction() as session:
        session.execute(update(ShareHolding).values(held=0))
        session.execute(update(LeaverRedemption).values(state="redeemed", paid=10000))
    assert [one["member_id"] for one in here.membership.do("list_retention")["data"]] == [former]
    assert pseudonymise(here, former)["because"] == "request"


def test_retention_runs_five_years_from_the_last_day_of_membership(office: OpenOffice) -> None:
    """On the last day before, erasing for retention is refused with the article; on the day it is done."""
    here = office("alpar")
    former, _ = two_members(here, left="2021-03-03")
    due = {"because": "retention", "reason": "five years"}
    refused = refusal_of(lambda: pseudonymise(here, former, **due))
    assert refused.code == "retention_runs"
    assert refused.problem()["article"] == "Civil Code, article 2224"
    assert refused.problem()["values"]["due_on"] == "2026-03-03"
    here.clock.advance(days=1)
    assert pseudonymise(here, former, **due)["because"] == "retention"


def test_bylaws_may_keep_data_longer_but_never_shorter_than_the_law(office: OpenOffice) -> None:
    """Seven years by the bylaws hold; one year does not."""
    for years, due_on, article in ((7, "2027-12-31", "Bylaws of alpar"), (1, "2025-12-31", "Civil Code")):
        here = office("alpar", {"bylaws.retention": {"former_member_years": years}})
        former, _ = two_members(here)
        (one,) = here.membership.do("list_retention")["data"]
        assert (one["member_id"], one["due_on"], one["rule"]) == (former, due_on, "former_member")
        assert one["article"].startswith(article)


def test_the_list_of_retention_says_who_falls_due_when_and_why(office: OpenOffice) -> None:
    """Former members, and contacts who never became more; members are not in it, nor who was pseudonymised."""
    here = office("alpar")
    former, _ = two_members(here)
    contact = here.membership.do("create_person", body={"kind": "natural_person", "first_name": "C", "last_name": "D"})
    listed = here.membership.do("list_retention", query={"limit": "1"})
    shown = ("member_id", "number", "since", "due_on", "overdue")
    assert [tuple(one[name] for name in shown) for one in listed["data"]] == [
        (former, 1, "2020-12-31", "2025-12-31", True)
    ]
    following = here.membership.do("list_retention", query={"limit": "1", "cursor": listed["next_cursor"]})["data"]
    assert [(one["member_id"], one["rule"], one["due_on"]) for one in following] == [
        (contact["id"], "contact", "2029-03-02")
    ]
    assert len(here.membership.do("list_retention", query={"due_by": "2026-01-01"})["data"]) == 1
    pseudonymise(here, former)
    assert len(here.membership.do("list_retention")["data"]) == 1


def test_pseudonymisation_happens_once_and_for_good(office: OpenOffice) -> None:
    """A second one is refused, and so is writing a name back; what was done can be looked up."""
    here = office("alpar")
    former, member = two_members(here)
    done = pseudonymise(here, former)
    again = refusal_of(lambda: pseudonymise(here, former))
    named = {"first_name": "Wilhelmina", "last_name": "Quixote", "email": "wq@example.org"}
    back = refusal_of(lambda: here.membership.do("update_member", member_id=former, body=named))
    assert (again.code, back.code) == ("already_pseudonymised", "already_pseudonymised")
    assert here.membership.do("get_pseudonymisation", member_id=former) == done
    never = refusal_of(lambda: here.membership.do("get_pseudonymisation", member_id=member))
    assert never.code == "never_pseudonymised"


def test_subject_access_holds_everything_about_one_person_and_nobody_else(office: OpenOffice) -> None:
    """Rows, trail, purposes, sources, retention, and where the other services are asked."""
    here = office("alpar")
    former, member = two_members(here)
    here.membership.do("update_member", member_id=former, body={"email": "wq2@example.org"})
    document = json.loads(here.membership.download("export_subject_access", member_id=former))
    tables = {one["table"]: one for one in document["held"]}
    assert tables["parties"]["rows"][0]["last_name"] == "Quixote"
    assert tables["memberships"]["rows"][0]["starts_on"] == "2018-07-02"
    assert all(one["purpose"] and one["ground"] and one["source"] for one in document["held"])
    assert tables["parties"]["purpose"].startswith("Tenir le registre")
    assert any(one["before"] and one["before"].get("email") == "wq@example.org" for one in document["changes"])
    assert document["retention"]["due_on"] == "2025-12-31"
    assert [one["service"] for one in document["elsewhere"]] == ["ledger", "voting"]
    assert f"GET /members/{former}/shares" in document["elsewhere"][0]["ask"]
    assert "stays@example.org" not in json.dumps(document) and member not in json.dumps(document)
    for language in ("fr", "en"):
        query = {"format": "pdf", "language": language}
        assert here.membership.download("export_subject_access", member_id=former, query=query).startswith(b"%PDF")


def test_every_room_that_keeps_rows_of_persons_says_why() -> None:
    """Purpose, ground and source are named for each; where other services are asked, the operations exist."""
    assert {kept.room for kept in kept_tables()} <= set(HOLDINGS)
    for one in ELSEWHERE:
        for operation in one.operations:
            assert operation.rpc.startswith(f"{one.service}.") and operation.method == "GET"
            assert re.fullmatch(r"/[^{}]*\{\w+\}[^{}]*", operation.path)


def test_a_service_names_the_others_operations_without_having_loaded_them() -> None:
    """Where a process holds only its own service, the answer still says where else to ask."""
    alone = (
        "from services.commons.registry import load_service\n"
        "load_service('membership')\n"
        "from services.membership.privacy.access import _path\n"
        "from services.membership.privacy.holdings import ELSEWHERE\n"
        "print(*(_path(one, 'mbr_1') for place in ELSEWHERE for one in place.operations), sep='\\n')\n"
    )
    told = subprocess.run([sys.executable, "-c", alone], capture_output=True, text=True, check=True, timeout=60).stdout
    assert "GET /auxiliaries/mbr_1/subject-access" in told and "GET /voters/mbr_1/subject-access" in told


def test_every_personal_column_can_be_erased() -> None:
    """What a table calls personal may be nothing in it, or a text that says nothing."""
    tables = tables_of("membership").metadata
    for name, declared in audited_tables(tables).items():
        for column in declared.personal:
            blank_of(tables.tables[name], column)


@pytest.mark.parametrize("preset", sorted(set(PRESETS) - {"secretary", "full"}))
def test_only_the_secretary_and_a_full_key_handle_personal_data(office: OpenOffice, preset: str) -> None:
    """No key that reads everything else takes everything about somebody at once, or erases it."""
    here = office("alpar")
    actor = Actor("key", "key_1", frozenset(PRESETS[preset]))
    with pytest.raises(Forbidden):
        here.membership.do("export_subject_access", member_id="mbr_1", actor=actor)
    with pytest.raises(Forbidden):
        here.membership.do("pseudonymise_member", member_id="mbr_1", body=REQUEST, actor=actor)


def test_no_digest_is_handed_out(office: OpenOffice) -> None:
    """Neither a code under way nor any column of a digest stands in the document."""
    here = office("alpar")
    _, member = two_members(here)
    with here.membership.database.transaction() as session:
        session.execute(text(
            "INSERT INTO sign_ins (id, state, address_hash, asked_at, due_at, written_at, person_id, code_hash, "
            "code_ends_at, attempts) VALUES ('sgn_1', 'sent', 'abc', now(), now(), now(), :member, 'def', now(), 0)"
        ), {"member": member})  # fmt: skip
        session.execute(text(
            "INSERT INTO logins (id, person_id, hash, address_hash, made_at, ends_at) "
            "VALUES ('lgn_1', :member, :hash, 'ghi', now(), now())"
        ), {"member": member, "hash": "0" * 64})  # fmt: skip
    document = json.loads(here.membership.download("export_subject_access", member_id=member))
    tables = {one["table"]: one["rows"] for one in document["held"]}
    assert tables["logins"] and "sign_ins" not in tables
    assert [name for rows in tables.values() for row in rows for name in row if "hash" in name] == []
    assert all(set(kept.withheld) >= {name for name in kept.table.c.keys() if "hash" in name} for kept in kept_tables())


def test_what_is_cut_is_said(office: OpenOffice, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of a table with more rows than are handed out the document says so, of others that it is whole."""
    here = office("alpar")
    _, member = two_members(here)
    for number in range(3):
        here.membership.do("update_member", member_id=member, body={"email": f"now{number}@example.org"})
    monkeypatch.setattr("services.membership.privacy.access.MOST_ROWS", 2)
    document = json.loads(here.membership.download("export_subject_access", member_id=member))
    held = {one["table"]: one for one in document["held"]}
    assert document["changes_truncated"] is True and len(document["changes"]) == 2
    assert held["parties"]["truncated"] is False


def test_what_came_back_is_erased_again(office: OpenOffice) -> None:
    """A second pseudonymisation is done when something personal is held, and counted with the first."""
    here = office("alpar")
    former, _ = two_members(here)
    first = pseudonymise(here, former)
    with here.membership.database.transaction() as session:
        session.execute(text("UPDATE parties SET email = 'wq@example.org' WHERE id = :id"), {"id": former})
    here.clock.advance(days=1)
    again = pseudonymise(here, former)
    assert "wq@example.org" not in everything(here)
    assert (again["done_on"], again["erased"]["parties"]) == ("2026-03-03", first["erased"]["parties"] + 1)
    assert refusal_of(lambda: pseudonymise(here, former)).code == "already_pseudonymised"
    assert len(here.membership.told("membership.member.pseudonymised.v1")) == 2


def test_no_further_address_is_written_for_the_pseudonymised(office: OpenOffice) -> None:
    """Not even one beside the preferred ones."""
    here = office("alpar")
    former, _ = two_members(here)
    pseudonymise(here, former)
    body = {"channel": "email", "email": "wq@example.org", "label": "home", "preferred": False}
    refused = refusal_of(lambda: here.membership.do("add_contact", member_id=former, body=body))
    assert refused.code == "already_pseudonymised"


@pytest.mark.parametrize("turned", [False, True])
def test_the_latest_answer_of_the_books_counts(office: OpenOffice, turned: bool) -> None:
    """Of two entries that are one person each is answered for, in any order; gone is a name once its day is over."""
    here = office("alpar")
    former, other = two_members(here)
    with here.membership.database.transaction() as session:
        session.execute(text("UPDATE parties SET merged_into = :to WHERE id = :id"), {"to": former, "id": other})
    pseudonymise(here, former)
    answers = [(former, None), (other, "2036-12-31"), (former, "2033-12-31")]
    for member_id, until in reversed(answers) if turned else answers:
        hear_kept(here, member_id, until)
    assert here.membership.do("get_pseudonymisation", member_id=former)["ledger_until"] == "2036-12-31"
    here.clock.advance(days=11 * 365)
    hear_kept(here, other, None)
    assert here.membership.do("get_pseudonymisation", member_id=former)["ledger_until"] is None


def hear_kept(office: Office, member_id: str, until: str | None) -> None:
    """Hand membership the ledger's word on a name."""
    article = until and "Commercial Code, article L123-22"
    envelope = {
        "specversion": "1.0", "id": str(uuid.uuid4()), "type": "ledger.name.kept.v1", "source": "/coops/alpar/ledger",
        "subject": f"members/{member_id}", "time": office.clock().isoformat(),
        "data": {"member_id": member_id, "until": until, "article": article},
    }  # fmt: skip
    assert receive(office.membership.database, office.clock, Event.opened(envelope)) == "handled"
