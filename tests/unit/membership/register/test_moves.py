"""Moves: another category from a day on, under the same number, followed by ledger and voting."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from services.commons.refusals import Refusal
from services.ledger.capital.tables import Member as LedgerMember
from services.membership.register.as_of import are_members
from services.voting.rolls.tables import Elector
from tests.house import House
from tests.unit.membership.office import Office
from tests.unit.membership.sheets import with_members

CATEGORIES = [
    {"slug": "member", "name": "Cooperator", "votes": True}, {"slug": "friend", "name": "Friend", "votes": False},
]  # fmt: skip
STATUTES = {"statutes.membership.categories": CATEGORIES,
            "statutes.membership.colleges": [{"slug": "users", "name": "Users", "weight": "1"}]}  # fmt: skip


def code_of(action: Callable[[], Any]) -> str:
    """Return the code with which an action is refused."""
    with pytest.raises(Refusal) as refused:
        action()
    return refused.value.code


def move(house: House, member_id: str, **body: Any) -> dict[str, Any]:
    """Move a member."""
    moved: dict[str, Any] = house.membership.do("move_member", member_id=member_id, body=body)
    return moved


def test_a_move_is_a_new_period_under_the_same_number(office: Callable[..., Office]) -> None:
    """Both days show what counted on them; the member joined when the first period began."""
    alpar = office("alpar", STATUTES)
    (ada,) = with_members(alpar, 1)
    moved = move(alpar, ada, category="friend", college="users", moved_on="2026-02-01")
    assert (moved["left_category"], moved["left_college"], moved["voting"]) == ("member", None, False)
    before, after = (
        alpar.membership.do("get_member", member_id=ada, query={"as_of": day}) for day in ("2026-01-31", "2026-02-01")
    )
    assert [before[name] for name in ("category", "moved_on", "joined_on", "number", "state", "left_on")] == [
        "member", None, "2020-03-01", 1, "active", None,
    ]  # fmt: skip
    assert [after[name] for name in ("category", "moved_on", "joined_on", "number", "state", "left_on")] == [
        "friend", "2026-02-01", "2020-03-01", 1, "active", None,
    ]  # fmt: skip
    (told,) = alpar.membership.told("membership.member.moved.v1")
    assert told["data"] == {"member_id": ada, "moved_on": "2026-02-01", "category": "friend", "college": "users",
                            "voting": False}  # fmt: skip


def test_a_move_ends_nothing(office: Callable[..., Office]) -> None:
    """What began before runs on through every move; the last day and the notice are those of the whole membership."""
    alpar = office("alpar", STATUTES)
    ada, bob = with_members(alpar, 2)
    for day, category in (("2025-06-01", "friend"), ("2026-02-01", "member")):
        move(alpar, ada, category=category, moved_on=day)
    card = alpar.membership.do("issue_card", member_id=ada, body={"code": "A-0001", "issued_on": "2025-03-01"})
    assert (card["works"], card["blocked_on"]) == (True, None)
    move(alpar, bob, category="friend", moved_on="2026-02-01")
    body = {"reason": "resignation", "noticed_on": "2026-03-02", "left_on": "2026-04-30"}
    alpar.membership.do("record_departure", member_id=bob, body=body)

    def seen(member_id: str, day: str) -> tuple[str, str | None]:
        member = alpar.membership.do("get_member", member_id=member_id, query={"as_of": day})
        return member["state"], member["left_on"]

    assert [seen(ada, day) for day in ("2025-05-31", "2026-01-31", "2026-02-01")] == [("active", None)] * 3
    assert [seen(bob, day) for day in ("2026-01-31", "2026-03-02", "2026-05-01")] == [
        ("active", "2026-04-30"), ("leaving", "2026-04-30"), ("former", "2026-04-30"),
    ]  # fmt: skip
    active = alpar.membership.do("list_members", query={"state": "active", "as_of": "2026-01-31"})["data"]
    assert [one["left_on"] for one in active] == [None, "2026-04-30"]
    with alpar.membership.database.reading() as session:
        ends = are_members(session, [ada, bob], date(2026, 1, 31))
    assert ends == {ada: None, bob: date(2026, 4, 30)}


def test_who_came_back_left_in_between(office: Callable[..., Office]) -> None:
    """Two memberships are two: the last day of the first is its own, with its moves or without."""
    alpar = office("alpar", {**STATUTES, "statutes.shares": None})
    (ada,) = with_members(alpar, 1)
    move(alpar, ada, category="friend", moved_on="2025-06-01")
    body = {"reason": "loss_of_quality", "noticed_on": "2025-12-31", "left_on": "2025-12-31"}
    alpar.membership.do("record_departure", member_id=ada, body=body)
    head = b"external_id,first_name,last_name,category,joined_on\n"
    back = alpar.membership.run_job("import_members", upload=head + b"m1,Given1,Family1,member,2026-01-01\n")
    assert back["counts"] == {"updated": 1}
    shown = [alpar.membership.do("get_member", member_id=ada, query={"as_of": day})["left_on"]
             for day in ("2025-01-01", "2025-12-31", "2026-01-01")]  # fmt: skip
    assert shown == ["2025-12-31", "2025-12-31", None]


def test_what_cannot_be_moved_is_refused(office: Callable[..., Office]) -> None:
    """A day to come, one before or on the first day of the present period, an unknown category, no change at all."""
    alpar = office("alpar", STATUTES)
    (ada,) = with_members(alpar, 1)
    refusals = {
        code_of(lambda body=body: move(alpar, ada, **body))  # type: ignore[misc]
        for body in (
            {"category": "friend", "moved_on": "2026-03-03"},
            {"category": "friend", "moved_on": "2020-03-01"},
            {"category": "chief"},
            {"category": "friend", "college": "chiefs"},
            {"category": "member"},
            {"category": "friend", "moved_on": "2018-01-01"},
        )
    }
    assert refusals == {"in_the_future", "moved_before_start", "unknown_category", "unknown_college", "nothing_moves",
                        "before_founding"}  # fmt: skip
    move(alpar, ada, category="friend", moved_on="2026-02-01")
    assert code_of(lambda: move(alpar, ada, category="member", moved_on="2026-01-15")) == "moved_before_start"
    alpar.membership.do("record_departure", member_id=ada, body={"reason": "resignation"})
    with pytest.raises(Refusal) as refused:
        move(alpar, ada, category="member")
    assert (refused.value.code, "article 5" in str(refused.value.article)) == ("already_leaving", True)
    nobody = alpar.membership.do("create_person", body={"first_name": "A", "last_name": "B"})["id"]
    assert code_of(lambda: move(alpar, nobody, category="member")) == "not_a_member"


def test_voting_and_ledger_follow_a_move(house: Callable[..., House]) -> None:
    """The roll of a day has the category of that day; the books know the new one; seniority is kept."""
    alpar = house("alpar", STATUTES)
    alpar.open()
    (ada,) = with_members(alpar, 1)
    alpar.pump()
    move(alpar, ada, category="friend", moved_on="2026-02-01")
    alpar.pump()
    with alpar.voting.database.reading() as session:
        electors = session.scalars(select(Elector).order_by(Elector.admitted_on)).all()
        kept = [(one.category, one.voting, str(one.left_on), one.joined_on and str(one.joined_on)) for one in electors]
    assert kept == [("member", True, "2026-01-31", None), ("friend", False, "None", "2020-03-01")]
    with alpar.ledger.database.reading() as session:
        assert session.get_one(LedgerMember, ada).category == "friend"


def test_a_sheet_says_what_a_member_is_now(office: Callable[..., Office]) -> None:
    """After a move the new category is nothing new, the former one differs, and leaving ends the latest period."""
    alpar = office("alpar", STATUTES)
    (ada,) = with_members(alpar, 1)
    move(alpar, ada, category="friend", moved_on="2026-02-01")
    head = b"external_id,first_name,last_name,category,joined_on,left_on\n"

    def take(category: str, left_on: str = "") -> dict[str, int]:
        line = f"m1,Given1,Family1,{category},2020-03-01,{left_on}\n".encode()
        counts: dict[str, int] = alpar.membership.run_job("import_members", upload=head + line)["counts"]
        return counts

    assert take("friend") == {"skipped": 1}
    assert take("member") == {"refused": 1}
    assert take("friend", "2026-02-20") == {"updated": 1}
    left = alpar.membership.do("get_member", member_id=ada)
    assert (left["state"], left["left_on"], left["joined_on"]) == ("former", "2026-02-20", "2020-03-01")
