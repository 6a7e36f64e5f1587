"""Capital reduced by losses: by an extraordinary assembly, once, every share bearing its part."""

from __future__ import annotations

from collections.abc import Callable

from tests.house import House
from tests.unit.ledger.books import adopt, balance, entry, eur, members, refused, settled
from tests.unit.ledger.capital.shares import approve, buy, cents, holds, kinds, leave

OpenHouse = Callable[..., House]


def losing(house: OpenHouse) -> House:
    """Open alpine-aluminium with three unequal holders and a loss of 100.01 in the approved accounts of 2025."""
    alpine = house("alpine-aluminium")
    for name, count in zip(members(alpine, 3), (1, 2, 4), strict=True):
        buy(alpine, name, count)
    alpine.ledger.do("post_entry", body=entry("601", "512", "100.01", date="2025-11-30"))
    approve(alpine)
    return alpine


def test_an_adopted_reduction_is_borne_pro_rata_once(house: OpenHouse) -> None:
    """D 1013 / C 129 on the assembly's day; to the cent by largest remainder; a second adoption changes nothing."""
    alpine = losing(house)
    made = alpine.ledger.do("propose_capital_reduction", body={"amount": eur("100.01")})
    assert (made["capital_before"], made["capital_after"]) == (eur("350.00"), eur("249.99"))
    told = alpine.ledger.told("ledger.proposal.made.v1")[-1]["data"]
    assert (told["effect"], told["assembly"]) == ("reduce_capital", "extraordinary")
    assert adopt(alpine, made, "reduce_capital", "res_9", on="2026-03-01") == "handled"
    assert settled(alpine)["state"] == "applied"
    assert kinds(alpine, kind="loss_reduction") == [
        ("loss_reduction", 0, "-14.29"), ("loss_reduction", 0, "-28.57"), ("loss_reduction", 0, "-57.15")
    ]  # fmt: skip
    assert (balance(alpine, "1013"), balance(alpine, "129")) == ("-249.99", "0.00")
    adopt(alpine, made, "reduce_capital", "res_10")
    assert settled(alpine)["reason"]["code"] in ("proposal_spent", "ground_changed")
    (reduced,) = alpine.ledger.told("ledger.capital.reduced.v1")
    assert (reduced["data"]["capital"], reduced["data"]["reduced_on"]) == (eur("249.99"), "2026-03-01")
    held = alpine.ledger.do("get_member_shares", member_id="mbr_003")
    assert (held["shares"], held["paid_up"]) == (4, eur("142.85"))
    holds(alpine)


def test_reduced_shares_are_transferred_and_redeemed_at_what_is_left(house: OpenHouse) -> None:
    """After the reduction two of four shares take half of the capital with them, and a leaver gets the rest."""
    alpine = losing(house)
    made = alpine.ledger.do("propose_capital_reduction", body={"amount": eur("100.01")})
    adopt(alpine, made, "reduce_capital", "res_9", on="2026-03-01")
    body = {"to_member_id": "mbr_001", "count": 2}
    moved = alpine.ledger.do("transfer_shares", member_id="mbr_003", body=body)["movements"]
    assert [cents(one["amount"]) for one in moved] == [-7142, 7142]
    leave(alpine, "mbr_003", "2026-03-15")
    assert balance(alpine, "4567") == "-71.43"
    holds(alpine)


def test_more_than_the_losses_is_refused_and_changed_losses_void_the_vote(house: OpenHouse) -> None:
    """A reduction covers losses that are there when it is proposed, and the same when it is carried out."""
    alpine = losing(house)
    refusal = refused(alpine, "propose_capital_reduction", body={"amount": eur("100.02")})
    assert refusal.code == "reduction_exceeds" and refusal.values["bound"] == eur("100.01")
    made = alpine.ledger.do("propose_capital_reduction", body={"amount": eur("50.00")})
    alpine.ledger.do("post_entry", body=entry("512", "129", "10.00", date="2026-03-01"))
    adopt(alpine, made, "reduce_capital", "res_9")
    assert settled(alpine)["reason"]["code"] == "ground_changed" and kinds(alpine, kind="loss_reduction") == []
    holds(alpine)
