"""The register and its movements as documents, which add up at any date."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from services.commons.refusals import Refusal
from services.membership.extracts import actions
from services.membership.extracts.reading import counted
from services.membership.extracts.rules import Change, Movements, curve
from services.membership.extracts.sheets import movements_sheet
from tests.house import House
from tests.unit.membership.office import Office
from tests.unit.membership.sheets import with_members

CATEGORIES = [
    {"slug": "member", "name": "Coopérateur", "votes": True}, {"slug": "friend", "name": "Amie", "votes": False},
]  # fmt: skip
STATUTES = {"statutes.membership.categories": CATEGORIES}
HEADER = "external_id,first_name,last_name,category,joined_on,left_on\n"


def lines(house: House, operation: str, **query: str) -> list[list[str]]:
    """Return the lines of an extract as CSV."""
    content = house.membership.download(operation, query={"format": "csv", **query})
    return list(csv.reader(io.StringIO(content.decode())))


@pytest.fixture
def alpar(office: Callable[..., Office]) -> Office:
    """Three members since 2020: one moved in 2025, one left with that year's last day, one is new."""
    house = office("alpar", STATUTES)
    ada, bob, _ = with_members(house, 3)
    house.membership.do("move_member", member_id=ada, body={"category": "friend", "moved_on": "2025-06-01"})
    sheet = HEADER + "m2,Given2,Family2,member,2020-03-01,2025-12-31\nm4,Zoé,Noël,member,2025-03-15,\n"
    assert house.membership.run_job("import_members", upload=sheet.encode())["counts"] == {"created": 1, "updated": 1}
    return house


def test_the_register_of_a_day_has_that_days_members(alpar: Office) -> None:
    """Numbers, names and categories as they were; who left is there on the last day and not on the next."""
    head, *rows = lines(alpar, "extract_register", as_of="2025-12-31")
    assert head[:4] == ["Numéro", "Nom", "Catégorie", "Collège"]
    assert [row[:3] for row in rows] == [
        ["1", "FAMILY1 Given1", "Amie"], ["2", "FAMILY2 Given2", "Coopérateur"],
        ["3", "FAMILY3 Given3", "Coopérateur"], ["4", "NOËL Zoé", "Coopérateur"],
    ]  # fmt: skip
    assert rows[0][4:6] == ["2020-03-01", "2025-06-01"]
    assert [row[0] for row in lines(alpar, "extract_register", as_of="2026-01-01")[1:]] == ["1", "3", "4"]
    assert lines(alpar, "extract_register", as_of="2019-01-01")[1:] == []
    english = lines(alpar, "extract_register", language="en")[0]
    assert english[:2] == ["Number", "Name"]


def test_movements_tell_who_joined_moved_and_left(alpar: Office) -> None:
    """Each on its day, with the reason; the day after the last one is that of who left."""
    rows = lines(alpar, "extract_movements", **{"from": "2025-01-01", "to": "2026-01-01", "language": "en"})
    assert [row[:3] for row in rows[1:]] == [
        ["2025-03-15", "Joined", "4"], ["2025-06-01", "Moved", "1"], ["2026-01-01", "Left", "2"],
    ]  # fmt: skip
    assert rows[3][6:] == ["2025-12-31", "Resignation"]
    backwards = {"from": "2026-01-01", "to": "2025-01-01"}
    with pytest.raises(Refusal) as refused:
        alpar.membership.download("extract_movements", query=backwards)
    assert refused.value.code == "period_backwards"


def test_the_picture_of_a_period_shows_its_first_day_and_no_other_time(
    alpar: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who joined on the first day is a step, and a short period in a long history is told day by day."""
    drawn: list[Any] = []

    def keep(*args: Any) -> Any:
        drawn.append(args[-1])
        return movements_sheet(*args)

    monkeypatch.setattr(actions, "movements_sheet", keep)
    monkeypatch.setattr(actions, "POINTS", 12)
    alpar.membership.download("extract_movements", query={"from": "2025-03-15", "to": "2025-03-25", "format": "csv"})
    (steps,) = drawn
    assert [(str(day), number - steps[0][1]) for day, number in steps] == [
        ("2025-03-15", 0), ("2025-03-15", 1), ("2025-03-25", 1)
    ]  # fmt: skip


def test_the_extract_is_the_same_in_every_format(alpar: Office) -> None:
    """A PDF with its picture and a workbook, in both languages."""
    for language in ("fr", "en"):
        query = {"from": "2025-01-01", "to": "2026-01-01", "language": language}
        assert alpar.membership.download("extract_movements", query=query).startswith(b"%PDF")
        assert alpar.membership.download("extract_register", query={"language": language}).startswith(b"%PDF")
    assert alpar.membership.download("extract_register", query={"format": "xlsx"}).startswith(b"PK")


def test_a_long_register_comes_in_parts(alpar: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """As CSV every member stands on one line, the head once; as PDF too many lines are refused."""
    monkeypatch.setattr(actions, "PART", 2)
    monkeypatch.setitem(actions.contract.MOST_ROWS, "pdf", 2)
    rows = lines(alpar, "extract_register")
    assert [row[0] for row in rows] == ["Numéro", "1", "3", "4"]
    with pytest.raises(Refusal) as refused:
        alpar.membership.download("extract_register")
    assert (refused.value.code, refused.value.values["rows"]) == ("extract_too_long", 3)


def test_an_annulled_departure_and_a_return_are_told_as_they_are(office: Callable[..., Office]) -> None:
    """Who comes back on the day after the last one has left and joined, which is no move."""
    house = office("alpar", STATUTES)
    sheet = HEADER + "a,A,B,member,2020-01-01,2020-12-31\n"
    house.membership.run_job("import_members", upload=sheet.encode())
    back = HEADER + "a,A,B,friend,2021-01-01,\n"
    house.membership.run_job("import_members", upload=back.encode())
    rows = lines(house, "extract_movements", **{"from": "2021-01-01", "to": "2021-01-01", "language": "en"})
    assert [row[1] for row in rows[1:]] == ["Joined", "Left"]


def summed(house: House, since: date, until: date) -> Movements:
    """Return the movements of a period."""
    with house.membership.database.reading() as session:
        return counted(session, since, until)


START = date(2019, 1, 1)
LIVES = st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60) | st.none()), min_size=1, max_size=12)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(LIVES, st.integers(0, 70), st.integers(0, 70))
def test_start_and_joined_less_left_is_end(
    office: Callable[..., Office], lives: list[tuple[int, int | None]], since: int, length: int
) -> None:
    """Whatever lives and whatever period: the numbers add up, and are those that the register shows."""
    house = office("alpar", STATUTES)
    sheet = HEADER
    for number, (joined, stayed) in enumerate(lives):
        joined_on = START + timedelta(days=joined)
        left_on = "" if stayed is None else joined_on + timedelta(days=stayed)
        sheet += f"m{number},A,B,member,{joined_on},{left_on}\n"
    house.membership.run_job("import_members", upload=sheet.encode())
    for member in house.membership.do("list_members")["data"][::2]:
        body = {"category": "friend", "moved_on": str(START + timedelta(days=61))}
        house.membership.do("move_member", member_id=member["id"], body=body)
    first, last = START + timedelta(days=since), START + timedelta(days=since + length)
    movements = summed(house, first, last)
    for day, number in ((first - timedelta(days=1), movements.start), (last, movements.end)):
        assert len(house.membership.do("list_members", query={"as_of": str(day)})["data"]) == number
    told = lines(house, "extract_movements", **{"from": str(first), "to": str(last), "language": "en"})[1:]
    counts = {name: sum(row[1] == name for row in told) for name in ("Joined", "Moved", "Left")}
    assert counts == {"Joined": movements.joined, "Moved": movements.moved, "Left": movements.left}


def test_numbers_that_do_not_add_up_are_a_fault() -> None:
    """An extract whose sum is wrong is never written."""
    with pytest.raises(AssertionError):
        Movements(start=1, joined=1, moved=0, left=0, end=3)


@given(st.lists(st.tuples(st.integers(0, 400), st.sampled_from([1, -1])), max_size=40), st.integers(1, 50))
def test_a_thinned_curve_ends_where_the_members_are(changes: list[tuple[int, int]], most: int) -> None:
    """However few points are drawn, the first change and the last number stand, in the order of time."""
    told = [Change(START + timedelta(days=day), by) for day, by in changes]
    until = START + timedelta(days=400)
    points = curve(told, until, most)
    assert bool(points) == bool(told)
    if points:
        assert points[-1] == (until, sum(by for _, by in changes))
        days: list[Any] = [day for day, _ in points]
        assert days == sorted(set(days)) and len(points) <= most + 2
