"""Limits on parts of the capital and of the votes: shown always, refused where an operation would break one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.house import House
from tests.unit.ledger.books import accept, admit, members, refused
from tests.unit.ledger.capital.shares import buy, employ, leave

OpenHouse = Callable[..., House]
FROM_TWO = {"statutes.shares.parts_bind_from": 2}
TODAY = "2026-03-02"


def limits(house: House, **query: str) -> dict[str, tuple[str, str, bool]]:
    """Show value, limit and whether it holds, by rule."""
    found = house.ledger.do("get_capital_limits", query=query)["limits"]
    return {one["rule"]: (one["value"], one["limit"], one["holds"]) for one in found}


def staff(house: OpenHouse, count: int = 2, **overrides: Any) -> House:
    """Open alpine-aluminium with employees who hold ten shares each, and an external member who is accepted."""
    alpine = house("alpine-aluminium", overrides={**FROM_TWO, **overrides})
    for name in members(alpine, count):
        buy(alpine, name, 10)
    accept(alpine, "mbr_x", "external_member")
    return alpine


def test_nobody_gets_over_half_of_the_capital(house: OpenHouse) -> None:
    """From half of it one share more is refused, naming the article; the others may still grow."""
    alpine = staff(house)
    refusal = refused(alpine, "subscribe_shares", member_id="mbr_001", body={"count": 1})
    assert refusal.code == "capital_fraction_exceeded" and "article 14" in str(refusal.article)
    assert (refusal.values["value"], refusal.values["limit"]) == ("11/21", "1/2")
    accept(alpine, "mbr_003")
    buy(alpine, "mbr_003", 2, on=TODAY)
    buy(alpine, "mbr_001", 1, on=TODAY)
    body = {"to_member_id": "mbr_001", "count": 2}
    assert refused(alpine, "transfer_shares", member_id="mbr_002", body=body).code == "capital_fraction_exceeded"


def test_shares_asked_back_do_not_push_somebody_else_over_half(house: OpenHouse) -> None:
    """What one takes out of the capital makes the part of another grow: that is checked too."""
    alpine = staff(house, **{"statutes.shares.partial_redemption": True})
    refusal = refused(alpine, "request_share_redemption", member_id="mbr_002", body={"count": 1})
    assert refusal.code == "capital_fraction_exceeded" and refusal.values["member_id"] == "mbr_001"


def test_the_law_binds_where_the_statutes_are_looser_or_silent(house: OpenHouse) -> None:
    """A worker cooperative without a word on it keeps to the half of the law."""
    alpine = staff(house, **{"statutes.shares.maximum_capital_fraction": "3/4"})
    refusal = refused(alpine, "subscribe_shares", member_id="mbr_001", body={"count": 1})
    assert refusal.code == "capital_fraction_exceeded" and "78-763" in str(refusal.article)


def test_employees_keep_the_majority_of_the_capital(house: OpenHouse) -> None:
    """An external member may come up to 49 %, and no share beyond, by subscription or transfer."""
    alpine = staff(house, 3, **{"statutes.employees.votes_minimum": "0", "statutes.shares.by_category": {}})
    admit(alpine, "mbr_x", 9, "external_member")
    buy(alpine, "mbr_x", 28, on=TODAY)
    refusal = refused(alpine, "subscribe_shares", member_id="mbr_x", body={"count": 1})
    assert refusal.code == "employees_capital_too_low" and refusal.values["value"] == "30/59"
    body = {"to_member_id": "mbr_x", "count": 1}
    assert refused(alpine, "transfer_shares", member_id="mbr_001", body=body).code == "employees_capital_too_low"
    assert limits(alpine)["employees.capital_minimum"] == ("15/29", "51/100", True)


def test_employees_keep_most_of_the_votes(house: OpenHouse) -> None:
    """With two employees, the first shares of an external associate would take them to two thirds; a second, below."""
    alpine = staff(house, 4)
    for number, name in enumerate(("mbr_x", "mbr_y"), 8):
        accept(alpine, name, "external_member")
        buy(alpine, name, 10, on=TODAY)
        admit(alpine, name, number, "external_member")
    assert limits(alpine)["employees.votes_minimum"] == ("2/3", "65/100", True)
    accept(alpine, "mbr_z", "external_member")
    refusal = refused(alpine, "subscribe_shares", member_id="mbr_z", body={"count": 10})
    assert refusal.code == "employees_votes_too_low" and refusal.values["value"] == "4/7"


def test_contracts_tell_who_is_an_employee(house: OpenHouse) -> None:
    """Where membership told contracts, they decide: one that ended employs nobody, whatever the category says."""
    alpine = staff(house, 3)
    assert limits(alpine)["employees.capital_minimum"][0] == "1"
    employ(alpine, "mbr_001", "2019-01-01")
    employ(alpine, "mbr_002", "2019-01-01", "2026-02-28")
    assert limits(alpine)["employees.capital_minimum"][0] == "2/3"
    assert limits(alpine, as_of="2026-02-28")["employees.capital_minimum"][0] == "1"


def test_limits_do_not_bind_while_a_register_is_small_or_taken_over(house: OpenHouse) -> None:
    """With fewer than seven holders, and for what is older than the arrival, parts are shown and not refused."""
    small = house("alpine-aluminium")
    for name in members(small, 2):
        buy(small, name, 10, on=TODAY)
    buy(small, "mbr_001", 10, on=TODAY)
    assert limits(small)["shares.maximum_capital_fraction"] == ("2/3", "1/2", False)
    shown = small.ledger.do("get_capital_limits")["limits"]
    assert not next(one for one in shown if one["rule"] == "shares.maximum_capital_fraction")["binding"]
    old = staff(house)
    buy(old, "mbr_001", 10, on="2026-03-01")
    assert not limits(old)["shares.maximum_capital_fraction"][2]


def test_what_nobody_can_refuse_is_shown(house: OpenHouse) -> None:
    """A death may leave one member with more than half: it is taken in, and the limit no longer holds."""
    alpine = staff(house, 3)
    leave(alpine, "mbr_003", "2026-02-10", "death")
    leave(alpine, "mbr_002", "2026-02-10", "death")
    assert limits(alpine, as_of="2026-02-10")["shares.maximum_capital_fraction"] == ("1/3", "1/2", True)
    assert limits(alpine)["shares.maximum_capital_fraction"] == ("1", "1/2", False)
    assert limits(alpine)["capital.minimum_fraction_of_highest"] == ("500.00", "375.00", True)


def test_alpar_has_one_limit_and_the_floor(house: OpenHouse) -> None:
    """A consumer cooperative is not asked for the parts of employees."""
    alpar = house("alpar")
    members(alpar, 2)
    buy(alpar, "mbr_001", 1)
    assert limits(alpar) == {
        "shares.maximum": ("1", "1", True), "capital.minimum_fraction_of_highest": ("100.00", "25.00", True),
    }  # fmt: skip
    assert limits(alpar, as_of="2020-01-01")["capital.minimum_fraction_of_highest"] == ("0.00", "0.00", True)
