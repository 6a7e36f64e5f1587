"""Many at once: no deadlock, no lost update, no number twice, no limit passed."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from services.commons.refusals import Refusal
from services.commons.storage import Database
from services.ledger.proof.check import check
from tests.house import House
from tests.unit.ledger.books import accept, balance, entry, eur

OpenHouse = Callable[..., House]
HOT = ["512", "531", "401", "411", "606", "607", "706", "707", "471", "580"]


def widened(house: House, connections: int) -> None:
    """Let the ledger's desk use more connections than a host would."""
    house.ledger.database.close()
    url = house.ledger.database.url
    house.ledger.database = Database(url, service="ledger", coop=house.coop, pool=connections)


def test_fifty_clients_post_to_ten_hot_accounts(house: OpenHouse) -> None:
    """Batches and single entries in opposite orders, some accounts with a floor: all posted once, the replay agrees."""
    alpar = house("alpar")
    widened(alpar, 20)
    for account in ("531", "471"):
        alpar.ledger.do("post_entry", body=entry(account, "741", "1000.00"))
        alpar.ledger.do("set_account_policy", code=account, body={"may_not_go_below_zero": "debit"})

    def client(number: int) -> None:
        debit, credit = HOT[number % 10], HOT[(number * 7 + 3) % 10]
        journal = ("bank", "sales", "operations")[number % 3]
        first = [entry(debit, credit, "1.00", journal=journal), entry(credit, debit, "0.25", journal="purchases")]
        for turn in (1, -1):
            alpar.ledger.do("post_entry_batch", body={"entries": first[::turn]})
        for one in first:
            alpar.ledger.do("post_entry", body=one)

    with ThreadPoolExecutor(50) as clients:
        list(clients.map(client, range(50)))
    report = check(alpar.ledger.database)
    assert report.holds and report.entries == 302, report.findings


def test_two_payments_at_once_never_pay_too_much(house: OpenHouse) -> None:
    """Of ten payments of a whole subscription, one is taken; of ten subscriptions at alpar, one."""
    alpar = house("alpar")
    widened(alpar, 10)
    accept(alpar, "mbr_1")

    def outcome(name: str, **asked: object) -> str:
        try:
            return str(alpar.ledger.do(name, **asked)["id"])
        except Refusal as refusal:
            return refusal.code

    with ThreadPoolExecutor(10) as clients:
        made = list(clients.map(lambda _: outcome("subscribe_shares", member_id="mbr_1", body={"count": 1}), range(10)))
        assert made.count("share_limit_exceeded") == 9
        subscription = next(one for one in made if one.startswith("sub_"))
        body = {"amount": eur("100.00")}
        paid = list(clients.map(lambda _: outcome("pay_shares", subscription_id=subscription, body=body), range(10)))
    assert paid.count("subscription_overpaid") == 9 and balance(alpar, "1013") == "-100.00"


def test_one_reversal_of_many_at_once(house: OpenHouse) -> None:
    """Ten requests to reverse one entry make one counter-entry."""
    alpar = house("alpar")
    widened(alpar, 10)
    posted = alpar.ledger.do("post_entry", body=entry("512", "741", "5.00"))

    def reverse(_: int) -> bool:
        try:
            return bool(alpar.ledger.do("reverse_entry", entry_id=posted["id"], body={}))
        except Refusal as refusal:
            assert refusal.code == "already_reversed"
            return False

    with ThreadPoolExecutor(10) as clients:
        assert sum(clients.map(reverse, range(10))) == 1
    assert balance(alpar, "512") == "0.00"


def test_an_import_and_single_requests_do_not_wait_for_each_other_for_ever(house: OpenHouse) -> None:
    """A job that books many lines in one transaction, and clients that touch the same members, all finish."""
    alpine = house("alpine-aluminium")
    widened(alpine, 10)
    names = [f"mbr_{number}" for number in range(12)]
    for name in names:
        accept(alpine, name)
    file = "member,count,paid\n" + "".join(f"{name},2,100.00\n" for name in names * 3)

    def client(number: int) -> None:
        for name in names[:: 1 if number % 2 else -1]:
            alpine.ledger.do("subscribe_shares", member_id=name, body={"count": 1})

    with ThreadPoolExecutor(5) as clients:
        job = clients.submit(lambda: alpine.ledger.run_job("import_share_subscriptions", upload=file.encode()))
        list(clients.map(client, range(4)))
        assert job.result()["counts"] == {"created": 36}
    assert check(alpine.ledger.database).holds and alpine.ledger.do("get_capital")["shares"] == 36 * 2 + 48
