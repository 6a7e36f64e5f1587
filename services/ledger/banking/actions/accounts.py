"""Opens bank accounts, and keeps where auxiliaries are paid."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from services.commons.bindings import answers
from services.commons.ids import new_id
from services.commons.refusals import NotFound
from services.commons.storage import Listed, Unit, page_of
from services.ledger.accounts.chart import accounts_named
from services.ledger.accounts.names import pseudonymised
from services.ledger.accounts.tables import Auxiliary
from services.ledger.banking import contract
from services.ledger.banking.contract import refusals as refused
from services.ledger.banking.identifiers import checked_bic, checked_creditor, checked_iban, masked
from services.ledger.banking.tables import BankAccount, PaymentDetails

# Banks, postal cheques and other financial bodies: accounts that statements come from.
MIRRORS = ("512", "514", "517")


@answers(contract.open_bank_account)
def open_bank_account(unit: Unit, body: dict[str, Any]) -> BankAccount:
    """Add a bank account; its IBAN and its account of the books belong to no other."""
    code = body["ledger_account"]
    known = accounts_named(unit.session, [code]).get(code)
    if not code.startswith(MIRRORS) or known is None or not known.in_force(unit.today):
        raise refused.NotABankLedgerAccount(ledger_account=code)
    values = {
        **body, "id": new_id("bnk"), "iban": checked_iban(body["iban"]), "bic": checked_bic(body["bic"]),
        "creditor_identifier": checked_creditor(body["creditor_identifier"]), "opened_at": unit.now,
    }  # fmt: skip
    row = insert(BankAccount).values(values).on_conflict_do_nothing().returning(BankAccount)
    added = unit.session.scalar(row)
    if added is None:
        raise refused.BankAccountTaken(ledger_account=code)
    return added


@answers(contract.update_bank_account)
def update_bank_account(unit: Unit, bank_account_id: str, body: dict[str, Any]) -> BankAccount:
    """Change what may change of a bank account."""
    row = held_account(unit, bank_account_id, lock=True)
    for name, value in body.items():
        checked = {"bic": checked_bic, "creditor_identifier": checked_creditor}.get(name)
        setattr(row, name, checked(value) if checked else value)
    unit.session.flush()
    return row


@answers(contract.list_bank_accounts)
def list_bank_accounts(unit: Unit, limit: int, cursor: str | None) -> Listed:
    """List the bank accounts in the order in which they were added."""
    return page_of(unit.session, select(BankAccount), key=[BankAccount.id], limit=limit, cursor=cursor)


@answers(contract.get_bank_account)
def get_bank_account(unit: Unit, bank_account_id: str) -> BankAccount:
    """Show a bank account."""
    return held_account(unit, bank_account_id)


def held_account(unit: Unit, identifier: str, *, lock: bool = False) -> BankAccount:
    """Return a bank account, or refuse as not found."""
    row = unit.session.get(BankAccount, identifier, with_for_update=lock or None)
    if row is None:
        raise NotFound(what="bank account", id=identifier)
    return row


@answers(contract.set_payment_details)
def set_payment_details(unit: Unit, auxiliary: str, body: dict[str, Any]) -> dict[str, Any]:
    """Keep where an auxiliary is paid; orders made before keep what was known when they were made."""
    check_party(unit, auxiliary)
    values = {
        "auxiliary": auxiliary, "iban": checked_iban(body["iban"]), "bic": checked_bic(body["bic"]),
        "name": body["name"], "changed_at": unit.now, "changed_by": unit.actor.id,
    }  # fmt: skip
    row = insert(PaymentDetails).values(values)
    changed = {name: row.excluded[name] for name in ("iban", "bic", "name", "changed_at", "changed_by")}
    unit.session.execute(row.on_conflict_do_update(index_elements=["auxiliary"], set_=changed))
    return {**values, "iban": masked(values["iban"])}


def check_party(unit: Unit, auxiliary: str) -> None:
    """Refuse an auxiliary that the books do not know, or of whom nothing personal is kept any more."""
    if "\x00" in auxiliary or unit.session.get(Auxiliary, auxiliary) is None:
        raise refused.UnknownParty(auxiliary=auxiliary.replace("\x00", ""))
    if pseudonymised(unit.session, [auxiliary]):
        raise refused.PartyPseudonymised(article="GDPR, article 17", auxiliary=auxiliary)


@answers(contract.list_payment_details)
def list_payment_details(unit: Unit, limit: int, cursor: str | None) -> Listed:
    """List whose payment details are known."""
    page = page_of(unit.session, select(PaymentDetails), key=[PaymentDetails.auxiliary], limit=limit, cursor=cursor)
    return Listed(
        [{"auxiliary": row.auxiliary, "name": row.name, "iban": masked(row.iban), "changed_at": row.changed_at}
         for row in page.data],
        page.next_cursor,
    )  # fmt: skip
