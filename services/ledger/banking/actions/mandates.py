"""Records mandates to collect."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from services.commons.bindings import answers
from services.commons.ids import new_id
from services.commons.refusals import Invalid, NotFound
from services.commons.storage import Listed, Unit, page_of
from services.ledger.banking import contract
from services.ledger.banking.actions.accounts import check_party
from services.ledger.banking.contract import refusals as refused
from services.ledger.banking.identifiers import checked_bic, checked_iban, masked
from services.ledger.banking.payments.mandating import Usable, as_of
from services.ledger.banking.rules.characters import end_to_end, is_sepa_identifier
from services.ledger.banking.tables import Mandate


@answers(contract.record_mandate)
def record_mandate(unit: Unit, body: dict[str, Any]) -> dict[str, Any]:
    """Record a signed mandate; its reference names it for good."""
    check_party(unit, body["auxiliary"])
    identifier = new_id("man")
    reference = body["reference"] or end_to_end(identifier)
    if not is_sepa_identifier(reference):
        message = "A mandate's reference has at most 35 letters, digits and + ? - : ( ) . , '."
        raise Invalid(errors=[{"in": "body", "pointer": "/reference", "message": message}])
    if body["signed_on"] > unit.today:
        raise Invalid(errors=[{"in": "body", "pointer": "/signed_on", "message": "The day is yet to come."}])
    values = {
        **body, "id": identifier, "reference": reference, "iban": checked_iban(body["iban"]),
        "bic": checked_bic(body["bic"]), "ends_with_next": False, "recorded_at": unit.now, "revoked_on": None,
    }  # fmt: skip
    row = unit.session.scalar(insert(Mandate).values(values).on_conflict_do_nothing().returning(Mandate))
    if row is None:
        raise refused.MandateExists(reference=reference)
    return _shown(as_of(unit, [row], unit.today)[0])


@answers(contract.list_mandates)
def list_mandates(unit: Unit, auxiliary: str | None, limit: int, cursor: str | None) -> Listed:
    """List mandates in the order in which they were recorded."""
    rows = select(Mandate)
    if auxiliary:
        rows = rows.where(Mandate.auxiliary == auxiliary)
    page = page_of(unit.session, rows, key=[Mandate.id], limit=limit, cursor=cursor)
    return Listed([_shown(one) for one in as_of(unit, page.data, unit.today)], page.next_cursor)


@answers(contract.revoke_mandate)
def revoke_mandate(unit: Unit, mandate_id: str, body: dict[str, Any]) -> dict[str, Any]:
    """End a mandate at once, or let its next collection be the last."""
    row = unit.session.get(Mandate, mandate_id, with_for_update=True)
    if row is None:
        raise NotFound(what="mandate", id=mandate_id)
    held = as_of(unit, [row], unit.today)[0]
    if held.sequence is None:
        raise refused.MandateUnusable(auxiliary=row.auxiliary, date=unit.today, why=held.why)
    if body["final"]:
        row.ends_with_next = True
    else:
        row.revoked_on = unit.today
    unit.session.flush()
    return _shown(as_of(unit, [row], unit.today)[0])


def _shown(one: Usable) -> dict[str, Any]:
    row = one.row
    return {
        "id": row.id, "reference": row.reference, "auxiliary": row.auxiliary, "scheme": row.scheme, "kind": row.kind,
        "signed_on": row.signed_on, "iban": masked(row.iban), "last_used_on": one.last_used_on,
        "next_sequence": one.sequence, "state": one.state,
    }  # fmt: skip
