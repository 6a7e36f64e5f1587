"""Hands out what voting holds about one person (GDPR, article 15)."""

from __future__ import annotations

from services.commons.access import gathered, handed_out
from services.commons.bindings import answers
from services.commons.documents.said import Said, said
from services.commons.documents.sheet import Value
from services.commons.requests import Chunk
from services.commons.storage import Unit
from services.voting.notices.tables import VoterContact

from . import contract
from .held import kept_tables

VOTES = said("assemblies and votes")


@answers(contract.voting_access)
def export_voting_access(unit: Unit, member_id: str, language: str, format: str, cursor: str | None) -> Chunk:
    """Return a part of one document; whom voting does not know gets one that says so."""
    contact = unit.session.get(VoterContact, member_id)
    name = contact.name if contact is not None else None
    document = {
        "cooperative": str(unit.rules.statutes("identity.name").value), "made_on": unit.today.isoformat(),
        "person": {"id": member_id, "name": name}, "held": gathered(unit, kept_tables(), member_id, language),
    }  # fmt: skip
    facts: list[tuple[Said, Value]] = [(said("Known here as"), member_id)]
    facts += [(said("Name"), name)] if name else []
    return handed_out(unit, document, VOTES, facts, format=format, language=language, cursor=cursor,
                      name=f"subject-access-voting-{member_id}")  # fmt: skip
