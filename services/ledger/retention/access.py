"""Hands out what the ledger holds about one person (GDPR, article 15)."""

from __future__ import annotations

from services.commons.access import gathered, handed_out
from services.commons.bindings import answers
from services.commons.clock import legal_day
from services.commons.documents.said import Said, said
from services.commons.documents.sheet import Value
from services.commons.requests import Chunk
from services.commons.storage import Unit
from services.ledger.accounts.names import names_of
from services.ledger.sales.known import merged_into

from . import contract
from .held import AMOUNTS, kept_tables
from .tables import KeptName
from .terms import entries_term, statements_term

BOOKS = said("books, shares and payments")


@answers(contract.ledger_access)
def export_ledger_access(unit: Unit, auxiliary: str, language: str, format: str, cursor: str | None) -> Chunk:
    """Return a part of one document; who stands in no book gets one that says so."""
    merged = merged_into(unit, auxiliary)
    ids = [auxiliary, *merged]
    names = names_of(unit.session, ids)
    name = next((names[one] for one in ids if names.get(one)), None)
    terms = [one for one in (entries_term(unit, ids), statements_term(unit, ids)) if one is not None]
    until, article = max(terms, default=(None, None))
    erased = unit.session.get(KeptName, auxiliary)
    document = {
        "cooperative": str(unit.rules.statutes("identity.name").value), "made_on": unit.today.isoformat(),
        "person": {"id": auxiliary, "name": name, "merged": merged},
        "retention": {
            "books_until": until.isoformat() if until else None, "article": article,
            "pseudonymised_on": legal_day(erased.recorded_at).isoformat() if erased else None,
        },
        "held": gathered(unit, kept_tables(), auxiliary, language, AMOUNTS, merged=merged),
    }  # fmt: skip
    facts: list[tuple[Said, Value]] = [(said("Known here as"), ", ".join(ids))]
    facts += [(said("Name"), name)] if name else []
    facts += [(said("Kept with the books until"), until), (said("By"), article)] if until else []
    return handed_out(unit, document, BOOKS, facts, format=format, language=language, cursor=cursor,
                      name=f"subject-access-ledger-{auxiliary}")  # fmt: skip
