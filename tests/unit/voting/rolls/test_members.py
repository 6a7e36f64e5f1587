"""The members that voting knows: one row for each day of a membership, whatever is told of it, and in which order."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import select

from services.voting.rolls.tables import Elector
from tests.unit.voting.hall import Hall

ADA = "mbr_ada"
Row = tuple[str, str | None, str, bool]


def admitted(it: Hall, on: str = "2020-01-01", voting: bool = True) -> None:
    """Let membership tell that Ada was admitted."""
    it.hear("membership.member.admitted.v1", f"members/{ADA}", {
        "member_id": ADA, "number": 7001, "kind": "natural_person", "category": "member", "college": None,
        "admitted_on": on, "voting": voting,
    })  # fmt: skip


def moved(it: Hall, on: str, category: str = "member", voting: bool = True) -> None:
    """Let membership tell that Ada moved."""
    it.hear("membership.member.moved.v1", f"members/{ADA}", {
        "member_id": ADA, "moved_on": on, "category": category, "college": None, "voting": voting,
    })  # fmt: skip


def kept(it: Hall) -> list[Row]:
    """Return the rows kept of Ada, by day; no day stands in two of them."""
    with it.database.reading() as session:
        rows = session.scalars(select(Elector).where(Elector.member_id == ADA).order_by(Elector.admitted_on)).all()
        for one, other in zip(rows, rows[1:], strict=False):
            assert one.left_on is not None and one.left_on < other.admitted_on, "doubled"
        return [(str(one.admitted_on), str(one.left_on) if one.left_on else None, one.category, one.voting)
                for one in rows]  # fmt: skip


def test_who_comes_of_age_during_notice_still_leaves(hall: Callable[..., Hall]) -> None:
    """The vote at eighteen begins on the birthday and ends with the membership; told twice, nothing changes."""
    it = hall()
    admitted(it, voting=False)
    it.leave(ADA, "2026-12-31")
    for _ in range(2):
        moved(it, "2026-12-01")
        assert kept(it) == [("2020-01-01", "2026-11-30", "member", False), ("2026-12-01", "2026-12-31", "member", True)]
    admitted(it)
    assert kept(it) == [("2020-01-01", None, "member", True)], "an end that was annulled takes its moves along"


def test_a_move_to_an_earlier_day_overtakes_the_later_one(hall: Callable[..., Hall]) -> None:
    """One row runs on, with what was told last; an earlier membership stays as it was."""
    it = hall()
    admitted(it, on="2010-01-01")
    it.leave(ADA, "2012-12-31")
    admitted(it)
    moved(it, "2026-02-01", "friend", voting=False)
    moved(it, "2026-01-15")
    assert kept(it) == [
        ("2010-01-01", "2012-12-31", "member", True), ("2020-01-01", "2026-01-14", "member", True),
        ("2026-01-15", None, "member", True),
    ]  # fmt: skip
    moved(it, "2026-02-01", "friend", voting=False)
    assert kept(it)[2:] == [("2026-01-15", "2026-01-31", "member", True), ("2026-02-01", None, "friend", False)]


def test_a_move_on_the_first_day_changes_that_row(hall: Callable[..., Hall]) -> None:
    """Who was told with the wrong right to vote on the day of the admission has the right one from that day on."""
    it = hall()
    admitted(it, voting=False)
    moved(it, "2020-01-01")
    assert kept(it) == [("2020-01-01", None, "member", True)]


def test_a_death_during_notice_ends_every_row(hall: Callable[..., Hall]) -> None:
    """Who leaves before the notice runs out is on no roll of a later day; a former membership stays as it ended."""
    it = hall()
    admitted(it, on="2010-01-01")
    it.leave(ADA, "2012-12-31")
    admitted(it)
    it.leave(ADA, "2026-12-31")
    it.leave(ADA, "2026-11-20")
    assert kept(it) == [("2010-01-01", "2012-12-31", "member", True), ("2020-01-01", "2026-11-20", "member", True)]
