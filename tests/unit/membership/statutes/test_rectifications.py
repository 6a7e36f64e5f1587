"""An error of transcription is put right by two people, in the text in force on arrival, and only there."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from services.commons.refusals import Refusal
from services.commons.storage import Actor
from tests.house import House
from tests.unit.membership.statutes.test_amendments import adopt, maximum_on

ANNA, BERT = (Actor("key", f"key_{name}", frozenset({"*"})) for name in ("anna", "bert"))
WRONG = {"layer": "statutes", "changes": {"shares.maximum": 2}, "reason": "article 8 reads two"}


def refused(act: Callable[[], Any]) -> str:
    """Return the code of the refusal."""
    with pytest.raises(Refusal) as caught:
        act()
    return caught.value.code


def test_one_proposes_and_another_confirms(house: Callable[..., House]) -> None:
    """Nothing changes before; then every service reads the right text, from the day of the arrival on."""
    alpar = house("alpar")
    desk = alpar.membership
    proposed = desk.do("propose_rectification", body=WRONG, actor=ANNA)
    assert (proposed["state"], proposed["differences"]) == ("proposed", ["shares.maximum 1 → 2"])
    assert maximum_on(alpar, "2026-03-02") == 1
    confirm = {"rectification_id": proposed["id"]}
    assert refused(lambda: desk.do("confirm_rectification", actor=ANNA, **confirm)) == "another_person_confirms"
    confirmed = desk.do("confirm_rectification", actor=BERT, **confirm)
    assert (confirmed["version"], confirmed["effective_on"]) == (2, "2018-06-08")
    assert (confirmed["proposed_by"], confirmed["confirmed_by"]) == ("key:key_anna", "key:key_bert")
    assert maximum_on(alpar, "2018-06-08") == maximum_on(alpar, "2026-03-02") == 2
    assert refused(lambda: desk.do("confirm_rectification", actor=BERT, **confirm)) == "rectification_overtaken"
    assert desk.do("list_rectifications")["data"] == [confirmed]
    alpar.pump()
    assert alpar.ledger.do("get_capital_limits")


def test_what_members_adopted_is_not_rectified(house: Callable[..., House]) -> None:
    """After a vote the text is the members'; one drawn up before is overtaken."""
    alpar = house("alpar")
    desk = alpar.membership
    proposed = desk.do("propose_rectification", body=WRONG, actor=ANNA)
    adopt(alpar, desk.do("draft_amendment", body={"layer": "statutes", "changes": {"shares.maximum": 3}}))
    assert refused(lambda: desk.do("propose_rectification", body=WRONG, actor=ANNA)) == "text_was_adopted"
    late = {"rectification_id": proposed["id"], "actor": BERT}
    assert refused(lambda: desk.do("confirm_rectification", **late)) == "text_was_adopted"


def test_an_unlawful_text_is_no_rectification(house: Callable[..., House]) -> None:
    """The same checks as for an amendment, with the article of the law."""
    factory = house("alpine-aluminium")
    body = {"layer": "statutes", "changes": {"economy.surplus.labour_share": "1/10"}, "reason": "typing error"}
    assert refused(lambda: factory.membership.do("propose_rectification", body=body)) == "amendment_unlawful"
    assert factory.membership.do("list_rectifications")["data"] == []
