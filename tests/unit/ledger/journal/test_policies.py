"""Account policies: an account stays on its side of zero and is used with auxiliaries only, whoever posts at once."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from services.commons.refusals import Refusal
from services.ledger.proof.check import check
from tests.house import House
from tests.unit.ledger.books import accept, balance, entry, eur, lines, refused
from tests.unit.ledger.journal.test_at_once import widened

OpenHouse = Callable[..., House]


def floor(house: House, account: str, side: str, **more: Any) -> None:
    """Forbid an account to go below zero."""
    house.ledger.do("set_account_policy", code=account, body={"may_not_go_below_zero": side, **more})


def test_an_account_may_not_go_below_zero(house: OpenHouse) -> None:
    """A bank account is drawn to the last cent and no further; what raises it is always taken."""
    alpar = house("alpar")
    alpar.ledger.do("post_entry", body=entry("512", "741", "10.00"))
    floor(alpar, "512", "debit")
    refusal = refused(alpar, "post_entry", body=entry("606", "512", "10.01"))
    assert refusal.code == "account_below_zero"
    assert refusal.values["balance"] == eur("10.00") and refusal.values["missing"] == eur("0.01")
    assert "10.00 EUR" in refusal.detail and "0.01 EUR" in refusal.detail
    alpar.ledger.do("post_entry", body=entry("606", "512", "10.00"))
    assert refused(alpar, "post_entry", body=entry("606", "512", "0.01")).code == "account_below_zero"
    alpar.ledger.do("post_entry", body=entry("512", "741", "0.01"))
    assert balance(alpar, "512") == "0.01"


def test_an_account_below_zero_already_only_rises(house: OpenHouse) -> None:
    """A policy set too late refuses nothing that helps."""
    alpar = house("alpar")
    alpar.ledger.do("post_entry", body=entry("606", "512", "5.00"))
    floor(alpar, "512", "debit")
    alpar.ledger.do("post_entry", body=entry("512", "741", "1.00"))
    assert refused(alpar, "post_entry", body=entry("606", "512", "0.50")).code == "account_below_zero"
    alpar.ledger.do("set_account_policy", code="512", body={})
    alpar.ledger.do("post_entry", body=entry("606", "512", "0.50"))


def test_a_credit_account_is_kept_for_each_auxiliary(house: OpenHouse) -> None:
    """What one member lent cannot be repaid to another."""
    alpar = house("alpar")
    for name in ("mbr_1", "mbr_2"):
        accept(alpar, name)
    floor(alpar, "455", "credit", each_auxiliary=True, requires_auxiliary=True)
    lent = [{"account": "512", "debit": eur("9.00")}, {"account": "455", "credit": eur("9.00"), "auxiliary": "mbr_1"}]
    alpar.ledger.do("post_entry", body={**entry("512", "455", "9.00"), "lines": lent})
    back = entry("455", "512", "9.00")
    refusal = refused(alpar, "post_entry", body={**back, "lines": lines("455", "512", "9.00", auxiliary="mbr_2")})
    assert refusal.code == "account_below_zero" and refusal.values["auxiliary"] == "mbr_2"
    assert refused(alpar, "post_entry", body=back).code == "auxiliary_required"
    alpar.ledger.do("post_entry", body={**back, "lines": lines("455", "512", "9.00", auxiliary="mbr_1")})
    assert balance(alpar, "455") == "0.00"


def test_a_policy_is_set_on_accounts_that_can_have_it(house: OpenHouse) -> None:
    """Unknown accounts are not found; auxiliaries are required of third-party accounts alone."""
    alpar = house("alpar")
    assert refused(alpar, "set_account_policy", code="999", body={}).code == "not_found"
    for body in ({"requires_auxiliary": True}, {"may_not_go_below_zero": "debit", "each_auxiliary": True}):
        assert refused(alpar, "set_account_policy", code="512", body=body).code == "not_third_party"
    assert refused(alpar, "set_account_policy", code="411", body={"each_auxiliary": True}).code == "invalid_request"
    floor(alpar, "531", "debit")
    listed = alpar.ledger.do("list_account_policies")["data"]
    assert [(one["account"], one["may_not_go_below_zero"], one["set_by"]) for one in listed] == [
        ("531", "debit", "key_test")
    ]


def test_a_batch_is_judged_entry_by_entry_in_its_order(house: OpenHouse) -> None:
    """A batch that continues refuses exactly the entries that would be refused one by one; an atomic one, all."""
    alpar = house("alpar")
    floor(alpar, "512", "debit")
    entries = [entry("606", "512", "1.00"), entry("512", "741", "5.00"), entry("606", "512", "4.00"),
               entry("606", "512", "2.00"), entry("606", "512", "1.00")]  # fmt: skip
    refusal = refused(alpar, "post_entry_batch", body={"entries": entries})
    assert [one["pointer"] for one in refusal.errors] == ["/entries/0", "/entries/3"]
    made = alpar.ledger.do("post_entry_batch", body={"mode": "continue", "entries": entries})
    assert [one["outcome"] for one in made["results"]] == ["refused", "posted", "posted", "refused", "posted"]
    assert balance(alpar, "512") == "0.00" and check(alpar.ledger.database).holds


def test_many_at_once_never_draw_more_than_there_is(house: OpenHouse) -> None:
    """Of twenty payments at once out of two policed accounts, as many are posted as there is money for."""
    alpar = house("alpar")
    widened(alpar, 10)
    for account in ("512", "531"):
        alpar.ledger.do("post_entry", body=entry(account, "741", "7.00"))
        floor(alpar, account, "debit")

    def pay(number: int) -> bool:
        first, second = ("512", "531") if number % 2 else ("531", "512")
        both = [*lines("606", first, "1.00"), *lines("606", second, "1.00")]
        try:
            return bool(alpar.ledger.do("post_entry", body={**entry("606", first, "1.00"), "lines": both}))
        except Refusal as refusal:
            assert refusal.code == "account_below_zero"
            return False

    with ThreadPoolExecutor(10) as clients:
        assert sum(clients.map(pay, range(20))) == 7
    assert balance(alpar, "512") == balance(alpar, "531") == "0.00"
