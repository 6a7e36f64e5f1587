"""Redemptions: valued at closing, scheduled over the years of the statutes, paid within the floor of the law."""

from __future__ import annotations

from collections.abc import Callable

from tests.house import House
from tests.unit.ledger.books import balance, entry, eur, members, refused
from tests.unit.ledger.capital.shares import approve, buy, cents, holds, kinds, leave, redeemable, redemption_of

OpenHouse = Callable[..., House]


def leavers(house: OpenHouse, *gone: int, of: int = 4, shares: int = 10, loss: str | None = None) -> House:
    """Open alpine-aluminium with equal holders, some of whom left in 2025, a loss perhaps, and 2025 approved."""
    alpine = house("alpine-aluminium")
    for name in members(alpine, of):
        buy(alpine, name, shares)
    for number in gone:
        leave(alpine, f"mbr_{number:03d}", f"2025-0{number}-28" if number > 1 else "2025-02-27")
    if loss:
        alpine.ledger.do("post_entry", body=entry("601", "512", loss, date="2025-11-30"))
    approve(alpine)
    return alpine


def test_a_leaver_is_paid_over_the_years_of_the_statutes(house: OpenHouse) -> None:
    """Valued at nominal, five yearly instalments, each D 4567 / C 512, until it is redeemed."""
    alpine = leavers(house, 2)
    red = redeemable(alpine, "mbr_002")
    assert (red["state"], red["loss"], red["value"]) == ("scheduled", eur("0.00"), eur("500.00"))
    assert [one["due_on"] for one in red["instalments"]] == ["2026-03-02", *[f"{y}-02-28" for y in range(2027, 2031)]]
    assert {one["amount"]["amount"] for one in red["instalments"]} == {"100.00"}
    paid = alpine.ledger.do("pay_share_redemption", redemption_id=red["id"], body={})
    assert (paid["paid"], paid["instalments"][0]["paid"]) == (eur("100.00"), eur("100.00"))
    rest = {"amount": eur("400.00"), "account": "512", "reference": "V-2"}
    paid = alpine.ledger.do("pay_share_redemption", redemption_id=red["id"], body=rest)
    assert paid["state"] == "redeemed" and balance(alpine, "4567") == "0.00"
    assert kinds(alpine, kind="redemption") == [("redemption", 0, "-100.00"), ("redemption", 0, "-400.00")]
    told = [one["data"] for one in alpine.ledger.told("ledger.shares.redeemed.v1")]
    assert [one["fully_paid"] for one in told] == [False, True]
    assert alpine.ledger.do("get_share_redemption", redemption_id=red["id"]) == paid
    holds(alpine)


def test_losses_beyond_the_reserves_are_borne_pro_rata(house: OpenHouse) -> None:
    """Three left of seven: each bears a seventh of the loss, to the cent, whoever is valued first and when."""
    alpine = leavers(house, 1, 2, 3, of=7, loss="100.00")
    first = redemption_of(alpine, "mbr_002")
    alone = alpine.ledger.do("value_share_redemption", redemption_id=first["id"])
    all_of = alpine.ledger.do("value_share_redemptions", year="2025")
    assert (all_of["losses"], all_of["reserves"], all_of["capital"]) == (eur("100.00"), eur("0.00"), eur("3500.00"))
    losses = sorted(cents(one["loss"]) for one in [alone, *all_of["valued"]])
    assert losses in ([1428, 1429, 1429], [1428, 1428, 1429], [1429, 1429, 1429]) and len(all_of["valued"]) == 2
    assert balance(alpine, "129") == str(f"{(10000 - sum(losses)) / 100:.2f}")
    assert alpine.ledger.do("value_share_redemptions", year="2025")["valued"] == []
    again = refused(alpine, "value_share_redemption", redemption_id=first["id"])
    assert again.code == "redemption_in_wrong_state" and again.values["state"] == "valued"
    holds(alpine)


def test_a_loss_that_takes_everything_leaves_nothing_to_pay(house: OpenHouse) -> None:
    """Nobody owes for shares: the loss stops at the nominal value."""
    alpine = leavers(house, 2, loss="9999.00")
    red = redemption_of(alpine, "mbr_002")
    valued = alpine.ledger.do("value_share_redemption", redemption_id=red["id"])
    assert (valued["loss"], valued["value"], valued["state"]) == (eur("500.00"), eur("0.00"), "redeemed")
    assert balance(alpine, "4567") == "0.00"
    holds(alpine)


def test_nothing_is_valued_before_the_accounts_are_approved(house: OpenHouse) -> None:
    """The closing of the year decides; years that the books do not know have none."""
    alpine = house("alpine-aluminium")
    members(alpine, 2)
    buy(alpine, "mbr_001", 1)
    leave(alpine, "mbr_001", "2025-06-30")
    red = redemption_of(alpine, "mbr_001")
    assert refused(alpine, "value_share_redemption", redemption_id=red["id"]).code == "year_not_approved"
    assert refused(alpine, "value_share_redemptions", year="2019").code == "year_not_approved"
    assert refused(alpine, "value_share_redemptions", year="soon").code == "not_found"
    assert refused(alpine, "schedule_share_redemption", redemption_id=red["id"], body={}).code == (
        "redemption_in_wrong_state"
    )
    assert refused(alpine, "pay_share_redemption", redemption_id=red["id"], body={}).code == "redemption_in_wrong_state"
    assert refused(alpine, "get_share_redemption", redemption_id="red_9").code == "unknown_redemption"


def test_schedules_keep_to_the_statutes_and_to_the_value(house: OpenHouse) -> None:
    """Not beyond five years after the departure, not before the cancellation, and exactly what the shares are worth."""
    alpine = leavers(house, 2)
    red = redemption_of(alpine, "mbr_002")
    alpine.ledger.do("value_share_redemption", redemption_id=red["id"])

    def code(*parts: tuple[str, str]) -> str:
        body = {"instalments": [{"due_on": day, "amount": eur(amount)} for day, amount in parts]}
        refusal = refused(alpine, "schedule_share_redemption", redemption_id=red["id"], body=body)
        if refusal.code == "schedule_too_long":
            assert "article 11" in str(refusal.article) and refusal.values["years"] == 5
        return refusal.code

    assert code(("2030-03-01", "500.00")) == "schedule_too_long"
    assert code(("2025-02-28", "500.00")) == "movement_backdated"
    assert code(("2026-06-30", "499.99")) == "schedule_differs"
    parts = [{"due_on": "2026-12-31", "amount": eur("200.00")}, {"due_on": "2026-06-30", "amount": eur("300.00")}]
    made = alpine.ledger.do("schedule_share_redemption", redemption_id=red["id"], body={"instalments": parts})
    assert [(one["due_on"], one["amount"]["amount"]) for one in made["instalments"]] == [
        ("2026-06-30", "300.00"), ("2026-12-31", "200.00")
    ]  # fmt: skip
    early = {"amount": eur("1.00"), "paid_on": "2025-02-28"}
    assert refused(alpine, "pay_share_redemption", redemption_id=red["id"], body=early).code == "movement_backdated"
    more = {"amount": eur("500.01")}
    refusal = refused(alpine, "pay_share_redemption", redemption_id=red["id"], body=more)
    assert refusal.code == "redemption_overpaid" and refusal.values["outstanding"] == eur("500.00")


def test_the_floor_makes_later_redemptions_wait(house: OpenHouse) -> None:
    """Of 2,000 the law keeps 500: when all four have left, three get theirs in order, the last one waits."""
    alpine = leavers(house, 1, 2, 3, 4)
    reds = [redeemable(alpine, f"mbr_00{number}", years=0) for number in (1, 2, 3, 4)]
    due = alpine.ledger.do("list_due_share_redemptions")["data"]
    assert [one["redemption_id"] for one in due] == [red["id"] for red in reds[:3]]
    last, first = reds[3], reds[0]
    refusal = refused(alpine, "pay_share_redemption", redemption_id=last["id"], body={})
    assert refusal.code == "redemptions_wait" and "article 13" in str(refusal.article)
    assert (refusal.values["payable"], refusal.values["floor"]) == (eur("0.00"), eur("500.00"))
    second = {"amount": eur("500.01"), "paid_on": "2026-03-02"}
    assert refused(alpine, "pay_share_redemption", redemption_id=first["id"], body=second).code == "redemption_overpaid"
    for red in reds[:3]:
        assert alpine.ledger.do("pay_share_redemption", redemption_id=red["id"], body={})["state"] == "redeemed"
    assert refused(alpine, "pay_share_redemption", redemption_id=last["id"], body={}).code == "redemptions_wait"
    buy(alpine, members(alpine, 5)[4], 10, on="2026-03-02")  # new capital frees the one who waited
    assert len(alpine.ledger.do("list_due_share_redemptions")["data"]) == 1
    assert alpine.ledger.do("pay_share_redemption", redemption_id=last["id"], body={})["state"] == "redeemed"
    holds(alpine)


def test_members_who_stay_ask_shares_back_only_where_the_statutes_allow_it(house: OpenHouse) -> None:
    """Refused by default; where allowed, down to the fewest shares and to the floor of the capital."""
    alpine = house("alpine-aluminium")
    members(alpine, 2)
    buy(alpine, "mbr_001", 4)

    def ask(at: House, count: int, member: str = "mbr_001") -> str:
        return refused(at, "request_share_redemption", member_id=member, body={"count": count}).code

    assert ask(alpine, 1) == "partial_redemption_not_allowed" and ask(alpine, 1, "mbr_002") == "nothing_to_redeem"
    open_one = house("alpine-aluminium", overrides={"statutes.shares.partial_redemption": True})
    members(open_one, 2)
    buy(open_one, "mbr_001", 40)
    assert ask(open_one, 41) == "shares_not_held" and ask(open_one, 40) == "shares_below_minimum"
    assert ask(open_one, 31) == "capital_below_floor"
    made = open_one.ledger.do("request_share_redemption", member_id="mbr_001", body={"count": 30})
    assert (made["state"], made["reason"], made["nominal"]) == ("cancelled", "partial", eur("1500.00"))
    assert ask(open_one, 1) == "capital_below_floor"
    listed = open_one.ledger.do("list_share_redemptions", query={"state": "cancelled"})["data"]
    assert [one["id"] for one in listed] == [made["id"]]
    holds(open_one)


def test_shares_of_a_former_member_that_came_late_are_asked_back_by_hand(house: OpenHouse) -> None:
    """A register taken over after the departure: the shares are entered as of then, and redeemed by a request."""
    alpine = house("alpine-aluminium")
    members(alpine, 1)
    leave(alpine, "mbr_001", "2026-02-28")
    buy(alpine, "mbr_001", 2)
    made = alpine.ledger.do("request_share_redemption", member_id="mbr_001", body={"reason": "death"})
    assert (made["count"], made["reason"], made["state"]) == (2, "death", "cancelled")
    holds(alpine)


def test_redemptions_are_listed_by_what_is_due(house: OpenHouse) -> None:
    """The list shows those with an unpaid instalment due on a day, and pages."""
    alpine = leavers(house, 2, 3)
    red = redeemable(alpine, "mbr_003")
    due = alpine.ledger.do("list_share_redemptions", query={"due_on": "2026-03-28"})["data"]
    assert [one["id"] for one in due] == [red["id"]]
    assert alpine.ledger.do("list_share_redemptions", query={"due_on": "2026-03-27"})["data"] == []
    page = alpine.ledger.do("list_share_redemptions", query={"limit": "1"})
    assert len(page["data"]) == 1 and page["next_cursor"]
