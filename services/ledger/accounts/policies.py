"""Sets what is forbidden on an account."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from services.commons.bindings import answers
from services.commons.refusals import NotFound
from services.commons.storage import Listed, Unit, page_of
from services.ledger.accounts.chart import accounts_named
from services.ledger.accounts.contract import policies as contract
from services.ledger.accounts.tables import AccountPolicy
from services.ledger.journal.posting import hold_the_book


@answers(contract.set_account_policy)
def set_account_policy(unit: Unit, code: str, body: dict[str, Any]) -> AccountPolicy:
    """Set the policy of an account; what it holds already stays, and from now on nothing makes it worse."""
    account = accounts_named(unit.session, [code]).get(code)
    if account is None:
        raise NotFound(what="account", id=code[:20])
    if (body["requires_auxiliary"] or body["each_auxiliary"]) and not account.third_party:
        raise contract.NotThirdParty(account=code)
    hold_the_book(unit)  # so that no posting that began without the policy ends after it
    row = {
        "account": code, "floor_side": body["may_not_go_below_zero"], "each_auxiliary": body["each_auxiliary"],
        "requires_auxiliary": body["requires_auxiliary"], "set_by": unit.actor.id, "set_at": unit.now,
    }  # fmt: skip
    told = insert(AccountPolicy).values(row)
    unit.session.execute(told.on_conflict_do_update(index_elements=["account"], set_=row))
    return unit.session.get_one(AccountPolicy, code, populate_existing=True)


@answers(contract.list_account_policies)
def list_account_policies(unit: Unit, limit: int, cursor: str | None) -> Listed:
    """List the policies by account."""
    return page_of(unit.session, select(AccountPolicy), key=[AccountPolicy.account], limit=limit, cursor=cursor)
