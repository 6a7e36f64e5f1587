"""The trail of the membership service as a secretary reads it."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from services.commons.refusals import Forbidden
from services.commons.requests import Request, perform
from services.commons.storage import Actor
from services.gateway.keys.rules import PRESETS
from services.membership.audit.reading import changes
from tests.house import FULL
from tests.unit.membership.office import Office

OpenOffice = Callable[..., Office]
SHEET = (
    "external_id,kind,first_name,last_name,email,category,joined_on\n"
    "x1,natural_person,Ada,Lovelace,a@example.org,member,2020-01-02\n"
)


def imported(office: Office) -> str:
    """Import one member and return their id."""
    office.membership.run_job("import_members", upload=SHEET.encode())
    [member] = office.membership.do("list_members")["data"]
    return str(member["id"])


def audit(office: Office, **query: str) -> list[dict[str, Any]]:
    """Return a page of the trail."""
    return list(office.membership.do("list_changes", query=query)["data"])


def test_a_change_says_who_when_why_before_and_after(office: OpenOffice) -> None:
    """The key, the operation, the reason, the person and both values; the newest first."""
    here = office("alpar")
    member = imported(here)
    operation = here.membership.contract.operations["update_member"]
    asked = Request(Actor("key", "key_desk", frozenset({"members:write"})), {"member_id": member},
                    body={"email": "b@example.org"}, command_id="c1", reason="asked at the desk",
                    trace="00-ab")  # fmt: skip
    perform(here.membership.database, here.clock, operation, asked)
    change = audit(here, member_id=member, table="parties")[0]
    assert change["actor"] == {"kind": "key", "id": "key_desk"}
    assert (change["operation"], change["reason"], change["trace"]) == (
        "membership.update_member", "asked at the desk", "00-ab"
    )  # fmt: skip
    assert (change["what"], change["change"], change["member_ids"]) == ("party", "changed", [member])
    assert (change["before"]["email"], change["after"]["email"]) == ("a@example.org", "b@example.org")
    assert "email" in change["personal"]


def test_the_lines_of_a_job_name_the_key_that_asked_for_it(office: OpenOffice) -> None:
    """An import's changes are the key's, caused by the job."""
    here = office("alpar")
    member = imported(here)
    made = audit(here, member_id=member, order="oldest")
    assert {one["table"] for one in made} == {"parties", "members", "memberships"}
    assert {(one["actor"]["kind"], one["actor"]["id"]) for one in made} == {("key", FULL.id)}
    assert {one["operation"] for one in made} == {"membership.import_members"}
    assert all(one["cause"].startswith("job_") for one in made)


def test_the_trail_is_filtered_by_what_a_secretary_asks(office: OpenOffice) -> None:
    """By person, table, actor, operation and period; pages follow each other in both orders."""
    here = office("alpar")
    member = imported(here)
    here.clock.advance(days=3)
    here.membership.do("update_member", member_id=member, body={"phone": "+33 6 12 34 56 78"})
    late = here.clock().date().isoformat()
    assert [one["table"] for one in audit(here, **{"from": late})] == ["parties"]
    assert len(audit(here, to="2026-03-02")) == 3
    assert audit(here, actor="nobody") == audit(here, member_id="mbr_nobody") == []
    assert {one["table"] for one in audit(here, table="memberships")} == {"memberships"}
    assert len(audit(here, operation="update_member")) == 1
    first = here.membership.do("list_changes", query={"limit": "3", "order": "newest"})
    second = here.membership.do("list_changes", query={"limit": "3", "cursor": first["next_cursor"]})
    seqs = [one["seq"] for page in (first, second) for one in page["data"]]
    assert seqs == sorted(seqs, reverse=True) and len(set(seqs)) == 4 and second["next_cursor"] is None
    assert [one["seq"] for one in audit(here, order="oldest")] == sorted(seqs)


def test_the_trail_can_be_taken_as_a_file(office: OpenOffice) -> None:
    """A line for each field, with headings in the language, and no cell that a spreadsheet would run."""
    here = office("alpar")
    member = imported(here)
    here.membership.do("update_member", member_id=member, body={"phone": "+33 6 12 34 56 78"})
    file = here.membership.download("download_changes", query={"member_id": member}).decode()
    rows = list(csv.reader(io.StringIO(file)))
    assert rows[0][:4] == ["Changement", "Enregistré le", "Qui (nature)", "Qui"]
    assert [row[13:] for row in rows if row[12] == "phone"] == [["", "'+33 6 12 34 56 78"]]
    english = here.membership.download("download_changes", query={"language": "en"}).decode()
    assert english.startswith("Change,Recorded at")


@pytest.mark.parametrize("preset", sorted(PRESETS))
def test_only_the_secretary_and_a_full_key_read_the_trail(office: OpenOffice, preset: str) -> None:
    """Former names and addresses stand in it: no key that reads everything else reads them by that."""
    here = office("alpar")
    actor = Actor("key", "key_1", frozenset(PRESETS[preset]))
    if preset in ("secretary", "full"):
        assert here.membership.do("list_changes", actor=actor)["data"] == []
        return
    with pytest.raises(Forbidden):
        here.membership.do("list_changes", actor=actor)


def test_heavy_changes_make_pages_and_parts_shorter(office: OpenOffice, monkeypatch: pytest.MonkeyPatch) -> None:
    """No page weighs more than the bus carries, and going on from each gives every change once."""
    here = office("alpar")
    member = imported(here)
    for number in range(5):
        here.membership.do("update_member", member_id=member, body={"email": f"{number}{'x' * 50}@example.org"})
    whole, seqs = here.membership.download("download_changes"), [one["seq"] for one in audit(here, order="oldest")]
    monkeypatch.setattr("services.membership.audit.actions.MOST_BYTES", 1_000)
    assert here.membership.download("download_changes") == whole
    first = here.membership.do("download_changes")
    assert first["next_cursor"] is not None
    found, cursor, pages = [], None, 0
    while pages == 0 or cursor is not None:
        asked = {"order": "oldest", "limit": "500"} | ({"cursor": cursor} if cursor else {})
        page = here.membership.do("list_changes", query=asked)
        found += [one["seq"] for one in page["data"]]
        cursor, pages = page["next_cursor"], pages + 1
    assert found == seqs and pages > 1


def test_the_trail_is_asked_for_until_the_last_day_there_is() -> None:
    """There is no day after 31 December 9999, and none is needed."""
    assert str(changes(until=date.max)) == str(changes())
