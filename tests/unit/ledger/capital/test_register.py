"""The capital register: subscribed, paid by instalments, limited by the statutes, told to the others."""

from __future__ import annotations

from collections.abc import Callable

from services.ledger.proof.check import check
from tests.house import House
from tests.unit.ledger.books import accept, admit, balance, eur, members, refused, tell

OpenHouse = Callable[..., House]


def test_capital_is_called_then_paid_up(house: OpenHouse) -> None:
    """A subscription calls capital (4562/1012); only its payment makes it paid-up capital (1013)."""
    alpar = house("alpar")
    accept(alpar, "mbr_1")
    called = alpar.ledger.do("subscribe_shares", member_id="mbr_1", body={"count": 1})
    assert (balance(alpar, "4562"), balance(alpar, "1012"), balance(alpar, "1013")) == ("100.00", "-100.00", "0.00")
    paid = alpar.ledger.do("pay_shares", subscription_id=called["id"], body={"amount": eur("100.00")})
    assert paid["fully_paid"] and paid["paid"] == eur("100.00")
    assert alpar.ledger.do("get_share_subscription", subscription_id=called["id"]) == paid
    assert refused(alpar, "get_share_subscription", subscription_id="sub_9").code == "unknown_subscription"
    assert [balance(alpar, one) for one in ("512", "4562", "1012", "1013")] == ["100.00", "0.00", "0.00", "-100.00"]
    assert check(alpar.ledger.database).holds


def test_a_second_share_is_refused_naming_the_article(house: OpenHouse) -> None:
    """At alpar nobody holds more than one share, by article 8."""
    alpar = house("alpar")
    members(alpar, 1)
    alpar.ledger.do("subscribe_shares", member_id="mbr_001", body={"count": 1})
    refusal = refused(alpar, "subscribe_shares", member_id="mbr_001", body={"count": 1})
    assert refusal.code == "share_limit_exceeded" and "article 8" in str(refusal.article)
    assert refusal.values["maximum"] == 1 and balance(alpar, "1012") == "-100.00"


def test_a_category_has_its_own_minimum(house: OpenHouse) -> None:
    """An external member of coopaname subscribes at least ten shares."""
    coopaname = house("coopaname")
    accept(coopaname, "mbr_x", "external_member")
    refusal = refused(coopaname, "subscribe_shares", member_id="mbr_x", body={"count": 9})
    assert refusal.code == "shares_below_minimum" and refusal.article
    coopaname.ledger.do("subscribe_shares", member_id="mbr_x", body={"count": 10})
    coopaname.ledger.do("subscribe_shares", member_id="mbr_x", body={"count": 1})


def test_shares_are_paid_by_instalments_and_never_too_much(house: OpenHouse) -> None:
    """Each instalment is told with what is paid so far; more than is due is refused."""
    alpine = house("alpine-aluminium")
    accept(alpine, "mbr_1")
    due = alpine.ledger.do("subscribe_shares", member_id="mbr_1", body={"count": 4})
    alpine.ledger.do("pay_shares", subscription_id=due["id"], body={"amount": eur("50.00")})
    refusal = refused(alpine, "pay_shares", subscription_id=due["id"], body={"amount": eur("150.01")})
    assert refusal.code == "subscription_overpaid" and refusal.values["outstanding"] == eur("150.00")
    alpine.ledger.do("pay_shares", subscription_id=due["id"], body={"amount": eur("150.00")})
    told = [one["data"] for one in alpine.ledger.told("ledger.shares.paid_up.v1")]
    assert [(one["paid"]["amount"], one["fully_paid"]) for one in told] == [("50.00", False), ("200.00", True)]
    assert told[0]["shares_held"] == 4 and told[0]["amount"] == eur("200.00")


def test_strangers_and_leavers_are_refused(house: OpenHouse) -> None:
    """Neither an unknown member, nor one who left, nor an unknown subscription takes part."""
    alpar = house("alpar")
    assert refused(alpar, "subscribe_shares", member_id="mbr_9", body={"count": 1}).code == "unknown_member"
    paid = refused(alpar, "pay_shares", subscription_id="sub_9", body={"amount": eur("1.00")})
    assert paid.code == "unknown_subscription"
    assert refused(alpar, "get_member_shares", member_id="mbr_9").code == "unknown_member"
    members(alpar, 1)
    left = {"member_id": "mbr_001", "left_on": "2026-02-01", "reason": "resignation"}
    tell(alpar, "membership.member.left.v1", "members/mbr_001", left)
    assert refused(alpar, "subscribe_shares", member_id="mbr_001", body={"count": 1}).code == "member_has_left"
    assert refused(alpar, "subscribe_shares", member_id="mbr_001", body={"count": 0}).code == "invalid_request"


def test_shares_are_read_as_of_a_day(house: OpenHouse) -> None:
    """What is effective on a day counts on it, and the highest capital is remembered."""
    alpine = house("alpine-aluminium")
    members(alpine, 2)
    for member, day in (("mbr_001", "2026-01-10"), ("mbr_002", "2026-02-10")):
        made = alpine.ledger.do("subscribe_shares", member_id=member, body={"count": 2, "subscribed_on": day})
        alpine.ledger.do("pay_shares", subscription_id=made["id"], body={"amount": eur("60.00"), "paid_on": day})
    january = alpine.ledger.do("get_capital", query={"as_of": "2026-01-31"})
    assert (january["shares"], january["holders"], january["paid_up"]) == (2, 1, eur("60.00"))
    today = alpine.ledger.do("get_capital")
    assert (today["shares"], today["called_unpaid"], today["highest"]) == (4, eur("80.00"), eur("200.00"))
    held = alpine.ledger.do("get_member_shares", member_id="mbr_002", query={"as_of": "2026-01-31"})
    assert (held["shares"], held["subscriptions"]) == (0, [])
    assert [one["number"] for one in alpine.ledger.do("list_share_movements")["data"]] == [1, 2, 3, 4]


def test_many_members_subscribe_from_a_file(house: OpenHouse) -> None:
    """Each line gets its verdict; a dry run says the same and leaves nothing."""
    alpar = house("alpar")
    members(alpar, 3)
    file = (
        b"member,count,paid,date,reference\nmbr_001,1,100.00,2026-02-01,T-1\n2,1,,,\n3,2,200.00,,\n"
        b"mbr_404,1,100.00,,\nmbr_003,one,,,\nmbr_003,1,100.005,,\n"
    )
    outcomes = ["created", "created", "refused", "refused", "refused", "refused"]
    dry = alpar.ledger.run_job("import_share_subscriptions", upload=file, query={"dry_run": "true"})
    assert [one["outcome"] for one in alpar.ledger.lines(dry)] == outcomes
    assert alpar.ledger.do("get_capital")["shares"] == 0
    job = alpar.ledger.run_job("import_share_subscriptions", upload=file)
    found = alpar.ledger.lines(job)
    assert job["state"] == "succeeded" and [one["outcome"] for one in found] == outcomes
    assert [one["line"] for one in found] == [2, 3, 4, 5, 6, 7]
    codes = [one["problem"]["code"] for one in found[2:5]]
    assert codes == ["share_limit_exceeded", "unknown_member", "row_unacceptable"]
    assert alpar.ledger.do("get_capital")["paid_up"] == eur("100.00")
    assert check(alpar.ledger.database).holds


def test_a_sheet_of_subscriptions_that_comes_again_subscribes_nothing_again(house: OpenHouse) -> None:
    """A line with an external id is taken in once; what says otherwise under it is refused, lines without are new."""
    alpine = house("alpine-aluminium")
    members(alpine, 2)
    heading = "member;count;paid;N° de souscription\n"
    sheet = f"{heading}1;2;100,00;S-1\nmbr_002;1;;S-2\n2;1;;\n2;1;;\n"

    def outcomes(text: str) -> list[str]:
        job = alpine.ledger.run_job("import_share_subscriptions", upload=text.encode())
        return [one["outcome"] for one in alpine.ledger.lines(job)]

    assert outcomes(sheet) == ["created"] * 4
    held = alpine.ledger.do("get_capital")["shares"]
    assert outcomes(f"{heading}mbr_001;2;100,00;S-1\n2;1;;S-2\n1;1;;S-3\n") == ["skipped", "skipped", "created"]
    assert alpine.ledger.do("get_capital")["shares"] == held + 1
    sheet = f"{heading}1;3;;S-1\n1;1;;S-4\n1;1;;S-4\n"
    job = alpine.ledger.run_job("import_share_subscriptions", upload=sheet.encode())
    found = alpine.ledger.lines(job)
    assert [one["outcome"] for one in found] == ["refused", "created", "refused"]
    assert [found[at]["problem"]["code"] for at in (0, 2)] == ["subscription_differs", "repeated_in_sheet"]


def test_a_file_without_the_needed_columns_fails_as_a_whole(house: OpenHouse) -> None:
    """A wrong header is said at once, not line by line."""
    alpar = house("alpar")
    job = alpar.ledger.run_job("import_share_subscriptions", upload=b"name;shares\nx;1\n")
    assert job["state"] == "failed" and job["problem"]["code"] == "sheet_header_unfit"


def test_events_told_twice_change_nothing(house: OpenHouse) -> None:
    """The projection of members stands whatever is delivered again."""
    alpar = house("alpar")
    accept(alpar, "mbr_1")
    admit(alpar, "mbr_1", 7)
    alpar.ledger.do("subscribe_shares", member_id="mbr_1", body={"count": 1})
    accept(alpar, "mbr_1")
    assert alpar.ledger.do("get_member_shares", member_id="mbr_1")["shares"] == 1
