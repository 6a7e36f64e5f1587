"""Keeps the rules by which lines of a kind are booked."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from services.commons.bindings import answers
from services.commons.ids import new_id
from services.commons.money import Money
from services.commons.refusals import Invalid, NotFound
from services.commons.storage import Listed, Unit, page_of
from services.ledger.accounts.chart import accounts_named
from services.ledger.banking import contract
from services.ledger.banking.actions.accounts import check_party, held_account
from services.ledger.banking.contract import refusals as refused
from services.ledger.banking.identifiers import checked_iban, masked
from services.ledger.banking.tables import BankRule
from services.ledger.journal.refusals import AuxiliaryNotAllowed, UnknownAccount, WrongCurrency


@answers(contract.add_rule)
def add_rule(unit: Unit, body: dict[str, Any]) -> dict[str, Any]:
    """Add a rule that says which lines it means, and an account that can take them."""
    if body["contains"] is None and body["iban"] is None:
        message = "Say which lines are meant: a text that they contain, or an IBAN."
        raise Invalid(errors=[{"in": "body", "pointer": "", "message": message}])
    if body["bank_account"]:
        held_account(unit, body["bank_account"])
    account = accounts_named(unit.session, [body["account"]]).get(body["account"])
    if account is None or not account.in_force(unit.today):
        raise UnknownAccount(account=body["account"], date=unit.today)
    if body["auxiliary"] is not None:
        if not account.third_party:
            raise AuxiliaryNotAllowed(account=account.code)
        check_party(unit, body["auxiliary"])
    at_most = body["at_most"]
    if at_most is not None and at_most.currency != unit.currency:
        raise WrongCurrency(kept=unit.currency, given=at_most.currency)
    row = BankRule(
        id=new_id("brl"), position=body["position"], account_id=body["bank_account"], contains=body["contains"],
        iban=checked_iban(body["iban"]) if body["iban"] else None, direction=body["direction"],
        at_most=at_most.minor if at_most else None, account=body["account"], auxiliary=body["auxiliary"],
        axes=body["axes"], label=body["label"], apply=body["apply"],
    )  # fmt: skip
    unit.session.add(row)
    unit.session.flush()
    return _shown(unit, row)


@answers(contract.list_rules)
def list_rules(unit: Unit, limit: int, cursor: str | None) -> Listed:
    """List the rules in the order in which they are followed."""
    page = page_of(unit.session, select(BankRule), key=[BankRule.position, BankRule.id], limit=limit, cursor=cursor)
    return Listed([_shown(unit, row) for row in page.data], page.next_cursor)


@answers(contract.retire_rule)
def retire_rule(unit: Unit, rule_id: str) -> dict[str, Any]:
    """Follow a rule no more; what it booked stays."""
    row = unit.session.get(BankRule, rule_id, with_for_update=True)
    if row is None:
        raise NotFound(what="bank rule", id=rule_id)
    if row.retired_at is not None:
        raise refused.BankRuleRetired(rule=rule_id)
    row.retired_at = unit.now
    unit.session.flush()
    return _shown(unit, row)


def _shown(unit: Unit, row: BankRule) -> dict[str, Any]:
    return {
        "id": row.id, "position": row.position, "contains": row.contains, "iban": masked(row.iban),
        "direction": row.direction, "at_most": None if row.at_most is None else Money(row.at_most, unit.currency),
        "bank_account": row.account_id, "account": row.account, "auxiliary": row.auxiliary, "axes": row.axes,
        "label": row.label, "apply": row.apply, "retired": row.retired_at is not None,
    }  # fmt: skip
