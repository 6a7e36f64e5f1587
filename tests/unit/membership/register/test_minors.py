"""The vote at eighteen: it begins on the birthday, ends with the membership, and follows a corrected birth date."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import select

from services.membership.register.minors import tell_of_age
from services.voting.rolls.tables import Elector
from tests.house import House
from tests.unit.membership.office import Office

CATEGORIES = [
    {"slug": "member", "name": "Cooperator", "votes": True}, {"slug": "user", "name": "User", "votes": True},
]  # fmt: skip
STATUTES = {"statutes.membership.categories": CATEGORIES}
HEAD = "external_id,first_name,last_name,birth_date,category,joined_on\n"
ADULT, MINOR = "1990-05-17", "2008-03-10"


def taken_in(house: House, birth_date: str, joined_on: str = "2025-01-01") -> str:
    """Import one member born on a day; once more, the sheet corrects it."""
    sheet = f"{HEAD}m1,Ada,B,{birth_date},member,{joined_on}\n".encode()
    job = house.membership.run_job("import_members", upload=sheet)
    return str(house.membership.lines(job)[0]["subject"])


def moves(house: House) -> list[tuple[str, str, bool]]:
    """Return what was told of moves: the day, the category, the right to vote."""
    told = (one["data"] for one in house.membership.told("membership.member.moved.v1"))
    return [(one["moved_on"], one["category"], one["voting"]) for one in told]


def electors(house: House) -> list[tuple[str, str | None, str, bool]]:
    """Return the rows that voting keeps, by day; no day stands in two of them."""
    house.pump()
    with house.voting.database.reading() as session:
        rows = session.scalars(select(Elector).order_by(Elector.admitted_on)).all()
        for one, other in zip(rows, rows[1:], strict=False):
            assert one.left_on is not None and one.left_on < other.admitted_on, "doubled"
        return [(str(one.admitted_on), str(one.left_on) if one.left_on else None, one.category, one.voting)
                for one in rows]  # fmt: skip


def test_a_minor_who_has_resigned_does_not_vote_for_ever(house: Callable[..., House]) -> None:
    """Eighteen within the notice: a vote from the birthday until the last day."""
    alpar = house("alpar", STATUTES)
    alpar.open()
    ada = taken_in(alpar, MINOR)
    alpar.membership.do("record_departure", member_id=ada, body={"reason": "resignation", "left_on": "2026-06-30"})
    alpar.clock.advance(days=20)
    for _ in range(2):
        tell_of_age(alpar.membership.database, alpar.clock)
    assert electors(alpar) == [("2025-01-01", "2026-03-09", "member", False),
                               ("2026-03-10", "2026-06-30", "member", True)]  # fmt: skip


def test_coming_of_age_told_late_keeps_the_category_of_today(house: Callable[..., House]) -> None:
    """A move recorded after the birthday, before it was told, stands behind it."""
    alpar = house("alpar", STATUTES)
    alpar.open()
    ada = taken_in(alpar, MINOR)
    alpar.clock.advance(days=20)
    alpar.membership.do("move_member", member_id=ada, body={"category": "user", "moved_on": "2026-03-20"})
    tell_of_age(alpar.membership.database, alpar.clock)
    assert electors(alpar) == [
        ("2025-01-01", "2026-03-09", "member", False), ("2026-03-10", "2026-03-19", "member", True),
        ("2026-03-20", None, "user", True),
    ]  # fmt: skip


def test_the_vote_follows_a_corrected_birth_date(house: Callable[..., House]) -> None:
    """Older, the vote begins at once and back to joining; younger, it rests from today on."""
    alpar = house("alpar", STATUTES)
    alpar.open()
    taken_in(alpar, MINOR)
    taken_in(alpar, ADULT)
    assert electors(alpar) == [("2025-01-01", None, "member", True)]
    taken_in(alpar, "2008-03-04")
    assert electors(alpar) == [("2025-01-01", "2026-03-01", "member", True), ("2026-03-02", None, "member", False)]
    taken_in(alpar, "2008-03-06")
    alpar.clock.advance(days=3)
    tell_of_age(alpar.membership.database, alpar.clock)
    assert len(electors(alpar)) == 2, "not on the birthday that was wrong"
    alpar.clock.advance(days=1)
    tell_of_age(alpar.membership.database, alpar.clock)
    assert electors(alpar)[2:] == [("2026-03-06", None, "member", True)]


def test_other_details_tell_nothing_of_the_vote(office: Callable[..., Office]) -> None:
    """A new phone number of an adult, or of a minor, moves nobody; nor where the statutes give minors a vote."""
    for overrides in (STATUTES, {**STATUTES, "statutes.membership.minors_vote": True}):
        alpar = office("alpar", overrides)
        ada = taken_in(alpar, MINOR)
        alpar.membership.do("update_member", member_id=ada, body={"phone": "+33 4 50 00 00 00"})
        taken_in(alpar, "2008-03-11")
        assert moves(alpar) == []
