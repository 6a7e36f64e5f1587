"""Transfers and conversions: shares change hands or type, conserved to the cent."""

from __future__ import annotations

from collections.abc import Callable

from tests.house import House
from tests.unit.ledger.books import accept, balance, eur, members, refused
from tests.unit.ledger.capital.shares import buy, cents, holds, kinds, leave

OpenHouse = Callable[..., House]
TYPES = [
    {"slug": "ordinary", "name": "Ordinary share"},
    {"slug": "preferred", "name": "Preferred share", "nominal": "150.00", "rights": "served first"},
]


def give(house: House, count: int, **more: object) -> dict[str, object]:
    """Transfer shares from member 1 to member 2."""
    body = {"to_member_id": "mbr_002", "count": count, **more}
    return dict(house.ledger.do("transfer_shares", member_id="mbr_001", body=body))


def test_a_transfer_conserves_shares_and_capital(house: OpenHouse) -> None:
    """What one gives the other gets, at the price it had, oldest first, in one entry and numbered lines."""
    alpine = house("alpine-aluminium")
    members(alpine, 2)
    first, second = buy(alpine, "mbr_001", 2), buy(alpine, "mbr_001", 3, on="2025-02-01")
    moved = give(alpine, 4, signed_on="2026-02-20", effective_on="2026-03-01")["movements"]
    assert isinstance(moved, list)
    assert [(one["kind"], one["count"], one["subscription_id"]) for one in moved if one["count"] < 0] == [
        ("transfer_out", -2, first["id"]), ("transfer_out", -2, second["id"])
    ]  # fmt: skip
    assert [(one["number"], one["signed_on"]) for one in moved] == [(n, "2026-02-20") for n in (5, 6, 7, 8)]
    assert len({one["entry"] for one in moved}) == 1 and balance(alpine, "1013") == "-250.00"
    for member, shares, paid in (("mbr_001", 1, "50.00"), ("mbr_002", 4, "200.00")):
        held = alpine.ledger.do("get_member_shares", member_id=member)
        assert (held["shares"], held["paid_up"]) == (shares, eur(paid))
    before = alpine.ledger.do("get_member_shares", member_id="mbr_002", query={"as_of": "2026-02-28"})
    assert (before["shares"], before["subscriptions"]) == (0, [])
    (told,) = alpine.ledger.told("ledger.shares.transferred.v1")
    assert told["data"]["amount"] == eur("200.00") and "name" not in told["data"]
    assert alpine.ledger.told("ledger.shares.paid_up.v1")[-1]["data"]["shares_held"] == 4
    holds(alpine)


def test_nobody_gives_what_is_not_held(house: OpenHouse) -> None:
    """Neither more than held, nor shares still to be paid, nor before they were got, nor to oneself or a leaver."""
    alpine = house("alpine-aluminium")
    members(alpine, 2)
    buy(alpine, "mbr_001", 3, on="2026-01-10")
    buy(alpine, "mbr_001", 2, on="2026-01-10", paid="20.00")

    def code(**body: object) -> str:
        asked = {"to_member_id": "mbr_002", "count": 1, **body}
        return refused(alpine, "transfer_shares", member_id="mbr_001", body=asked).code

    assert code(count=4) == "shares_not_held"
    assert code(effective_on="2026-01-09") == "movement_backdated"
    assert code(signed_on="2026-03-02", effective_on="2026-03-01") == "movement_backdated"
    assert code(to_member_id="mbr_001") == "transfer_to_self"
    assert code(to_member_id="mbr_404") == "unknown_member"
    assert code(share_type="gold") == "unknown_share_type"
    leave(alpine, "mbr_002", "2026-02-01")
    assert code() == "transfer_to_non_member"
    assert kinds(alpine, kind="transfer_out") == []


def test_the_giver_keeps_and_the_taker_respects_the_bounds(house: OpenHouse) -> None:
    """A member keeps the fewest shares of the statutes, and nobody gets beyond the most."""
    alpar = house("alpar")
    members(alpar, 2)
    buy(alpar, "mbr_001", 1)
    body = {"to_member_id": "mbr_002", "count": 1}
    below = refused(alpar, "transfer_shares", member_id="mbr_001", body=body)
    assert below.code == "shares_below_minimum" and "article 8" in str(below.article)
    alpine = house("alpine-aluminium", overrides={"statutes.shares.maximum": 3})
    members(alpine, 2)
    buy(alpine, "mbr_001", 3)
    buy(alpine, "mbr_002", 2)
    refusal = refused(alpine, "transfer_shares", member_id="mbr_001", body={**body, "count": 2})
    assert refusal.code == "share_limit_exceeded" and refusal.values["maximum"] == 3


def test_shares_go_to_strangers_only_where_the_statutes_let_them(house: OpenHouse) -> None:
    """Members only by default; else an accepted applicant, with the approval that the statutes name."""
    alpine = house("alpine-aluminium")
    members(alpine, 1)
    accept(alpine, "mbr_002")
    buy(alpine, "mbr_001", 3)
    body = {"to_member_id": "mbr_002", "count": 1}
    refusal = refused(alpine, "transfer_shares", member_id="mbr_001", body=body)
    assert refusal.code == "transfer_to_non_member" and "shares.transfer" in str(refusal.article)
    rule = {"to_non_members": True, "approved_by": "board"}
    open_one = house("alpine-aluminium", overrides={"statutes.shares.transfer": rule})
    members(open_one, 1)
    accept(open_one, "mbr_002")
    buy(open_one, "mbr_001", 3)
    assert refused(open_one, "transfer_shares", member_id="mbr_001", body=body).code == "transfer_not_approved"
    moved = give(open_one, 1, approval="board-2026-03")["movements"]
    assert isinstance(moved, list) and moved[0]["reference"] == "board-2026-03"
    holds(open_one)


def test_a_conversion_conserves_the_money(house: OpenHouse) -> None:
    """Six shares of 50 become two of 150; what would leave a remainder is refused."""
    alpine = house("alpine-aluminium", overrides={"statutes.shares.types": TYPES})
    members(alpine, 1)
    buy(alpine, "mbr_001", 7)
    convert = {"member_id": "mbr_001", "body": {"count": 6, "to_type": "preferred"}}
    moved = alpine.ledger.do("convert_shares", **convert)["movements"]
    assert [(one["share_type"], one["count"], cents(one["amount"])) for one in moved] == [
        ("ordinary", -6, -30_000), ("preferred", 2, 30_000)
    ]  # fmt: skip
    held = alpine.ledger.do("get_member_shares", member_id="mbr_001")
    assert (held["shares"], held["paid_up"]) == (3, eur("350.00"))
    assert refused(alpine, "convert_shares", **convert).code == "shares_not_held"
    one = {"count": 1, "to_type": "preferred"}
    assert refused(alpine, "convert_shares", member_id="mbr_001", body=one).code == "conversion_leaves_remainder"
    same = {"count": 1, "to_type": "ordinary"}
    assert refused(alpine, "convert_shares", member_id="mbr_001", body=same).code == "same_share_type"
    assert buy(alpine, "mbr_001", 1, share_type="preferred")["amount"] == eur("150.00")
    holds(alpine)


def test_somebody_else_may_pay(house: OpenHouse) -> None:
    """A payment names the auxiliary of whoever paid; one that the books do not know is refused."""
    alpine = house("alpine-aluminium")
    members(alpine, 2)
    made = buy(alpine, "mbr_001", 2, paid=None)
    body = {"amount": eur("60.00"), "payer": "mbr_002", "reference": "T-1"}
    paid = alpine.ledger.do("pay_shares", subscription_id=made["id"], body=body)
    assert paid["payments"][0]["payer"] == "mbr_002" and paid["outstanding"] == eur("40.00")
    entry = alpine.ledger.do("get_entry", entry_id=paid["payments"][0]["entry"])
    assert entry["metadata"]["payer"] == "mbr_002" and {one["auxiliary"] for one in entry["lines"]} == {None, "mbr_001"}
    stranger = {"amount": eur("1.00"), "payer": "nobody"}
    assert refused(alpine, "pay_shares", subscription_id=made["id"], body=stranger).code == "unknown_auxiliary"
    early = {"amount": eur("1.00"), "paid_on": "2025-01-09"}
    assert refused(alpine, "pay_shares", subscription_id=made["id"], body=early).code == "movement_backdated"


def test_calls_fall_due_in_two_parts(house: OpenHouse) -> None:
    """A quarter is due at once, the balance after 36 months; what is paid is due no longer."""
    alpine = house("alpine-aluminium")
    members(alpine, 2)
    first = buy(alpine, "mbr_001", 4, paid=None)
    buy(alpine, "mbr_002", 4, paid="50.00")

    def due(on: str) -> list[tuple[str, str, str]]:
        found = alpine.ledger.do("list_due_share_calls", query={"on": on})["data"]
        return [(one["member_id"], one["amount"]["amount"], one["due_on"]) for one in found]

    assert due("2025-01-09") == []
    assert due("2026-03-02") == [("mbr_001", "50.00", "2025-01-10")]
    assert due("2028-01-10") == [("mbr_001", "200.00", "2025-01-10"), ("mbr_002", "150.00", "2028-01-10")]
    body = {"amount": eur("50.00")}
    alpine.ledger.do("pay_shares", subscription_id=first["id"], body=body)
    assert due("2026-03-02") == []
    page = alpine.ledger.do("list_due_share_calls", query={"on": "2028-01-10", "limit": "1"})
    rest = alpine.ledger.do("list_due_share_calls", query={"on": "2028-01-10", "cursor": page["next_cursor"]})
    assert [one["member_id"] for one in page["data"] + rest["data"]] == ["mbr_001", "mbr_002"]
