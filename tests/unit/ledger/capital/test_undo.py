"""What an annulled vote gives back in the share register: capital that losses reduced, shares of who was excluded."""

from __future__ import annotations

from collections.abc import Callable

from tests.house import House
from tests.unit.ledger.books import adopt, annul, balance, eur, members, settled, tell
from tests.unit.ledger.capital.shares import buy, holds, kinds, leave, redemption_of
from tests.unit.ledger.capital.test_losses import losing

OpenHouse = Callable[..., House]


def readmit(house: House, member_id: str, left_on: str, number: int = 1) -> None:
    """Tell that an exclusion was annulled, and the membership that runs on."""
    data = {"member_id": member_id, "left_on": left_on, "resolution_id": "res_1"}
    assert tell(house, "membership.departure.annulled.v1", f"members/{member_id}", data) == "handled"
    again = {"member_id": member_id, "number": number, "kind": "natural_person", "category": "member", "college": None,
             "admitted_on": "2026-01-05", "voting": True}  # fmt: skip
    assert tell(house, "membership.member.admitted.v1", f"members/{member_id}", again) == "handled"


def test_an_annulled_reduction_gives_every_share_its_part_back(house: OpenHouse) -> None:
    """Each holder has the capital of before, numbered and booked; told twice, it comes back once."""
    alpine = losing(house)
    made = alpine.ledger.do("propose_capital_reduction", body={"amount": eur("100.01")})
    adopt(alpine, made, "reduce_capital", "res_9", on="2026-03-01")
    for _ in range(2):
        annul(alpine, made, "reduce_capital", "res_9")
    assert settled(alpine)["state"] == "undone", settled(alpine)
    assert kinds(alpine, kind="loss_restoration") == [
        ("loss_restoration", 0, "14.29"), ("loss_restoration", 0, "28.57"), ("loss_restoration", 0, "57.15")
    ]  # fmt: skip
    assert (balance(alpine, "1013"), balance(alpine, "129")) == ("-350.00", "100.01")
    assert alpine.ledger.do("get_member_shares", member_id="mbr_003")["paid_up"] == eur("200.00")
    (told,) = alpine.ledger.told("ledger.capital.restored.v1")
    assert told["data"]["capital"] == eur("350.00")
    holds(alpine)


def test_a_reduction_is_kept_once_its_shares_moved(house: OpenHouse) -> None:
    """Shares that bore it were given away: nobody can say any more whose part comes back."""
    alpine = losing(house)
    made = alpine.ledger.do("propose_capital_reduction", body={"amount": eur("100.01")})
    adopt(alpine, made, "reduce_capital", "res_9", on="2026-03-01")
    alpine.ledger.do("transfer_shares", member_id="mbr_003", body={"to_member_id": "mbr_001", "count": 2})
    annul(alpine, made, "reduce_capital", "res_9")
    assert (settled(alpine)["state"], settled(alpine)["reason"]["values"]["subscriptions"]) == ("kept", 1)
    holds(alpine)


def test_who_is_readmitted_holds_the_same_shares_again(house: OpenHouse) -> None:
    """The cancelled shares come back, paid and unpaid, as long as they were not valued; then others may go again."""
    alpine = house("alpine-aluminium")
    members(alpine, 2)
    buy(alpine, "mbr_001", 4, on="2026-01-10", paid="50.00")
    buy(alpine, "mbr_002", 2, on="2026-01-10")
    leave(alpine, "mbr_001", "2026-03-01", "exclusion")
    assert (balance(alpine, "4567"), balance(alpine, "1013")) == ("-50.00", "-100.00")
    readmit(alpine, "mbr_001", "2026-03-01")
    assert (balance(alpine, "4567"), balance(alpine, "1013"), balance(alpine, "1012")) == (
        "0.00", "-150.00", "-150.00"
    )  # fmt: skip
    assert alpine.ledger.do("get_member_shares", member_id="mbr_001")["shares"] == 4
    assert redemption_of(alpine, "mbr_001")["state"] == "annulled"
    assert alpine.ledger.told("ledger.shares.restored.v1")[0]["data"]["count"] == 4
    holds(alpine)
    leave(alpine, "mbr_001", "2026-03-01", "exclusion")
    assert alpine.ledger.do("get_member_shares", member_id="mbr_001")["shares"] == 0
    holds(alpine)


def test_shares_that_still_waited_are_simply_kept(house: OpenHouse) -> None:
    """A membership that ends in a year to come had cancelled nothing yet; what was valued is repaid all the same."""
    alpine = house("alpine-aluminium")
    members(alpine, 1)
    buy(alpine, "mbr_001", 4, on="2026-01-10")
    leave(alpine, "mbr_001", "2026-12-31", "exclusion")
    readmit(alpine, "mbr_001", "2026-12-31")
    assert redemption_of(alpine, "mbr_001")["state"] == "annulled"
    assert alpine.ledger.do("get_member_shares", member_id="mbr_001")["shares"] == 4
    holds(alpine)
