"""Cards: a code given once, blocked at once, replaced, ended with the membership."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from services.commons.refusals import Refusal
from services.membership.cards.reading import card_of_code
from tests.unit.membership.office import Office
from tests.unit.membership.sheets import with_members


def code_of(action: Callable[[], Any]) -> str:
    """Return the code with which an action is refused."""
    with pytest.raises(Refusal) as refused:
        action()
    return refused.value.code


def issue(office: Office, member_id: str, code: str) -> dict[str, Any]:
    """Give a card."""
    card: dict[str, Any] = office.membership.do("issue_card", member_id=member_id, body={"code": code})
    return card


def test_a_code_is_given_once_and_a_member_holds_one_card(office: Callable[..., Office]) -> None:
    """A second card, and a code that somebody had, even on a blocked card, are refused."""
    alpar = office("alpar")
    ada, bob = with_members(alpar, 2)
    card = issue(alpar, ada, "A-0001")
    assert (card["works"], card["member_id"]) == (True, ada)
    assert code_of(lambda: issue(alpar, ada, "A-0002")) == "card_held"
    assert code_of(lambda: issue(alpar, bob, "A-0001")) == "card_code_taken"
    blocked = alpar.membership.do("block_card", card_id=card["id"], body={"reason": "lost"})
    assert (blocked["works"], blocked["reason"]) == (False, "lost")
    assert code_of(lambda: issue(alpar, bob, "A-0001")) == "card_code_taken"
    again = {"reason": "lost"}
    assert code_of(lambda: alpar.membership.do("block_card", card_id=card["id"], body=again)) == "card_blocked"


def test_a_card_is_replaced_and_the_day_tells_which_worked(office: Callable[..., Office]) -> None:
    """The old card is blocked and names the new one; a read of an earlier day shows it working."""
    alpar = office("alpar")
    (ada,) = with_members(alpar, 1)
    old = alpar.membership.do("issue_card", member_id=ada, body={"code": "A-0001", "issued_on": "2026-02-01"})
    new = alpar.membership.do("replace_card", card_id=old["id"], body={"code": "A-0002", "reason": "stolen"})
    now = {one["code"]: one for one in alpar.membership.do("list_cards", member_id=ada)["data"]}
    assert (now["A-0001"]["works"], now["A-0001"]["replaced_by"]) == (False, new["id"])
    assert now["A-0002"]["works"]
    (before,) = alpar.membership.do("list_cards", member_id=ada, query={"as_of": "2026-03-01"})["data"]
    assert (before["code"], before["works"], before["replaced_by"]) == ("A-0001", True, None)
    assert [one["data"]["member_id"] for one in alpar.membership.told("membership.card.issued.v1")] == [ada, ada]
    assert "A-000" not in str(alpar.membership.told())


def test_a_card_ends_with_the_membership(office: Callable[..., Office]) -> None:
    """It works on the last day, and not on the day after; one given meanwhile ends with it too."""
    alpar = office("alpar")
    (ada,) = with_members(alpar, 1)
    card = issue(alpar, ada, "A-0001")
    left = alpar.membership.do("record_departure", member_id=ada, body={"reason": "resignation"})
    assert left["cleared"]["cards"] == 1
    new = alpar.membership.do("replace_card", card_id=card["id"], body={"code": "A-0002"})
    assert new["works"]
    with alpar.membership.database.reading() as session:
        works = {day: getattr(card_of_code(session, "A-0002", date.fromisoformat(day)), "works", None)
                 for day in ("2026-03-02", left["left_on"], "2026-04-02")}  # fmt: skip
        assert card_of_code(session, "A-9999", date(2026, 3, 2)) is None
    assert works == {"2026-03-02": True, "2026-04-01": True, "2026-04-02": False}
