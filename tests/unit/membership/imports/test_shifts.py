"""Shifts from a sheet: slots to come, and who came to those that were; sent twice, nothing changes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from services.commons.clock import FixedClock
from tests.unit.membership.office import Office
from tests.unit.membership.sheets import all_lines, with_members

OpenOffice = Callable[..., Office]
HEADER = "Date;Début;Fin;Rôle;Places;Bénévole;Présence"
PAST = (
    "02/02/2026;9h;12h;Member;5;;",
    "02/02/2026;9h;12h;member;;m1;présent",
    "02/02/2026;9h;12h;Leader;;2;x",
    "02/02/2026;9h;12h;member;;m3;absent excusé",
    "16/03/2026;09:00;12:00;member;1;m1;",
)


def take_in(office: Office, *rows: str, **query: str) -> list[tuple[int, str, str | None]]:
    """Import rows and return (line, outcome, code) of each."""
    sheet = "\n".join([HEADER, *rows]).encode()
    job = office.membership.run_job("import_shifts", upload=sheet, query=query)
    assert job["state"] == "succeeded", job["problem"]
    lines = all_lines(office.membership, job)
    return [(one["line"], one["outcome"], (one["problem"] or {}).get("code")) for one in lines]


def enrolments(office: Office, day: str) -> dict[str, Any]:
    """Return role and attendance by member of the only shift of a day."""
    (shift,) = office.membership.do("list_shifts", query={"from": day, "to": day})["data"]
    found = office.membership.do("get_shift", shift_id=shift["id"])["enrolments"]
    return {one["member_id"]: (one["role"], one["attendance"]) for one in found}


def test_slots_and_history_are_taken_in_once(office: OpenOffice) -> None:
    """Members by external id or number; a line without a mark is enrolled in a shift to come."""
    alpar = office("alpar")
    ids = with_members(alpar, 3)
    assert [outcome for _, outcome, _ in take_in(alpar, *PAST)] == ["created"] * 5
    assert enrolments(alpar, "2026-02-02") == {
        ids[0]: ("member", "attended"), ids[1]: ("leader", "attended"), ids[2]: ("member", "excused")}  # fmt: skip
    assert enrolments(alpar, "2026-03-16") == {ids[0]: ("member", "enrolled")}
    (shift,) = alpar.membership.do("list_shifts", query={"from": "2026-02-02", "to": "2026-02-02"})["data"]
    assert shift["places"] == {"member": 5, "leader": 1}
    assert [outcome for _, outcome, _ in take_in(alpar, *PAST)] == ["skipped"] * 5
    corrected = PAST[1].replace("présent", "absent")
    assert take_in(alpar, corrected) == [(2, "updated", None)]
    standing = alpar.membership.do("get_standing", member_id=ids[1])
    assert standing["served"] == 1


def test_who_came_is_not_guessed_from_an_empty_cell(office: OpenOffice) -> None:
    """A list without any mark is of those who came; where others are marked, an empty cell of the past is asked for."""
    alpar = office("alpar")
    ids = with_members(alpar, 2)
    assert take_in(alpar, "09/02/2026;9h;12h;member;2;m1;", "09/02/2026;9h;12h;member;;m2;") == [
        (2, "created", None), (3, "created", None)]  # fmt: skip
    assert enrolments(alpar, "2026-02-09") == dict.fromkeys(ids, ("member", "attended"))
    for mark, verdict in (("x", ("created", None)), ("abs?", ("refused", "row_unacceptable"))):
        past = f"02/02/2026;9h;12h;member;2;m1;{mark}", "02/02/2026;9h;12h;member;;m2;"
        found = take_in(alpar, *past, "16/03/2026;9h;12h;member;1;m2;")
        assert found[:2] == [(2, *verdict), (3, "refused", "attendance_unsaid")]
    assert enrolments(alpar, "2026-02-02") == {ids[0]: ("member", "attended")}
    assert enrolments(alpar, "2026-03-16") == {ids[1]: ("member", "enrolled")}


def test_a_night_on_which_the_clock_is_put(office: OpenOffice) -> None:
    """Hours over midnight end on the next day, and are found again; those that do not pass that night are refused."""
    alpar = office("alpar")
    with_members(alpar, 1)
    night = "28/03/2026;22:00;02:00;member;2;m1;"
    assert take_in(alpar, night) == [(2, "created", None)] and take_in(alpar, night) == [(2, "skipped", None)]
    (shift,) = alpar.membership.do("list_shifts", query={"from": "2026-03-28", "to": "2026-03-28"})["data"]
    assert (shift["starts_at"], shift["ends_at"]) == ("2026-03-28T22:00:00+01:00", "2026-03-29T03:00:00+02:00")
    gap, mistyped = "29/03/2026;02:15;03:00;member;2;;", "30/03/2026;9h;8h;member;2;;"
    assert [code for _, _, code in take_in(alpar, gap, mistyped)] == ["shift_backwards"] * 2


def test_a_roster_sent_again_overwrites_nothing(office: OpenOffice, clock: FixedClock) -> None:
    """Who gave the place back stays away, who was marked missed or excused stays so, unless the sheet has a mark."""
    alpar = office("alpar")
    ids = with_members(alpar, 4)
    rows = [f"16/03/2026;9h;12h;member;4;m{number};" for number in (1, 2, 3, 4)]
    take_in(alpar, *rows)
    (shift,) = alpar.membership.do("list_shifts")["data"]
    alpar.membership.do("withdraw_from_shift", shift_id=shift["id"], body={"member_id": ids[3]})
    before = enrolments(alpar, "2026-03-16")
    assert [outcome for _, outcome, _ in take_in(alpar, *rows)] == ["skipped"] * 4
    assert enrolments(alpar, "2026-03-16") == before
    clock.advance(days=14, hours=4)
    take_in(alpar, rows[1] + "absent", rows[2] + "excusé")
    before = enrolments(alpar, "2026-03-16")
    assert [before[one][1] for one in ids[:3]] == ["enrolled", "missed", "excused"]
    assert [outcome for _, outcome, _ in take_in(alpar, *rows)] == ["skipped"] * 4
    assert enrolments(alpar, "2026-03-16") == before
    assert take_in(alpar, rows[3] + "présent") == [(2, "created", None)]
    assert enrolments(alpar, "2026-03-16")[ids[3]] == ("member", "attended")


def test_a_calendar_and_a_sheet_mean_the_same_slot(office: OpenOffice) -> None:
    """A slot is known by its day and hours, whoever made it."""
    alpar = office("alpar")
    with_members(alpar, 1)
    alpar.membership.do("make_shift_calendar", body={"starts_on": "2026-03-16", "weeks": 1})
    count = len(alpar.membership.do("list_shifts", query={"limit": "100"})["data"])
    assert take_in(alpar, PAST[4]) == [(2, "created", None)]
    assert len(alpar.membership.do("list_shifts", query={"limit": "100"})["data"]) == count


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ("16/03/2026;9h;12h;member;1;nobody;", "nobody_known_as"),
        ("16/03/2026;9h;12h;member;1;²;", "nobody_known_as"),
        ("16/03/2026;9h;12h;baker;1;m1;", "unknown_role"),
        ("16/03/2026;12h;9h;member;1;m1;", "shift_backwards"),
        ("16/03/2026;9h;12h;member;1;m1;présent", "shift_not_started"),
        ("01/02/2019;9h;12h;member;1;m1;présent", "not_a_member"),
        ("01/02/2018;9h;12h;member;1;;", "before_founding"),
        ("16/03/2026;neuf heures;12h;member;1;m1;", "row_unacceptable"),
    ],
)
def test_a_line_that_cannot_be_is_refused(office: OpenOffice, row: str, code: str) -> None:
    """With its reason, and nothing of it is left."""
    alpar = office("alpar")
    with_members(alpar, 1)
    assert take_in(alpar, row) == [(2, "refused", code)]
    assert alpar.membership.do("list_shifts")["data"] == []


def test_a_full_slot_takes_nobody_more(office: OpenOffice) -> None:
    """A place to come is taken by all the rules; what happened is a fact."""
    alpar = office("alpar")
    with_members(alpar, 2)
    rows = [f"16/03/2026;9h;12h;member;1;m{number};" for number in (1, 2)]
    assert take_in(alpar, *rows) == [(2, "created", None), (3, "refused", "slot_full")]
    past = [f"02/02/2026;9h;12h;member;1;m{number};présent" for number in (1, 2)]
    assert take_in(alpar, *past) == [(2, "created", None), (3, "created", None)]


def test_a_dry_run_leaves_no_shift(office: OpenOffice) -> None:
    """It says what would happen."""
    alpar = office("alpar")
    with_members(alpar, 3)
    assert [outcome for _, outcome, _ in take_in(alpar, *PAST, dry_run="true")] == ["created"] * 5
    assert alpar.membership.do("list_shifts")["data"] == []
