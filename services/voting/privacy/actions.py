"""Hands out what voting holds about one person (GDPR, article 15)."""

from __future__ import annotations

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert

from services.commons.access import gathered, handed_out
from services.commons.bindings import answers, follows
from services.commons.documents.said import Said, said
from services.commons.documents.sheet import Value
from services.commons.events.received import Event
from services.commons.requests import Chunk
from services.commons.storage import Unit
from services.membership.merges.contract import member_merged
from services.voting.notices.tables import VoterContact

from . import contract
from .held import kept_tables
from .tables import MergedVoter

VOTES = said("assemblies and votes")


@answers(contract.voting_access)
def export_voting_access(unit: Unit, member_id: str, language: str, format: str, cursor: str | None) -> Chunk:
    """Return a part of one document; whom voting does not know gets one that says so."""
    merged = list(unit.session.scalars(
        select(MergedVoter.id).where(MergedVoter.merged_into == member_id).order_by(MergedVoter.id)
    ))  # fmt: skip
    ids = [member_id, *merged]
    contacts = [unit.session.get(VoterContact, one) for one in ids]
    name = next((one.name for one in contacts if one is not None and one.name), None)
    document = {
        "cooperative": str(unit.rules.statutes("identity.name").value), "made_on": unit.today.isoformat(),
        "person": {"id": member_id, "name": name, "merged": merged},
        "held": gathered(unit, kept_tables(), member_id, language, merged=merged),
    }  # fmt: skip
    facts: list[tuple[Said, Value]] = [(said("Known here as"), ", ".join(ids))]
    facts += [(said("Name"), name)] if name else []
    return handed_out(unit, document, VOTES, facts, format=format, language=language, cursor=cursor,
                      name=f"subject-access-voting-{member_id}")  # fmt: skip


@follows(member_merged, projection=(MergedVoter,))
def keep_merged_voter(unit: Unit, event: Event) -> None:
    """Know that two ids are one person, and that those which led to the merged one lead on."""
    told = event.data
    leads = update(MergedVoter).where(MergedVoter.merged_into == told["merged_id"])
    unit.session.execute(leads.values(merged_into=told["member_id"]))
    row = insert(MergedVoter).values(id=told["merged_id"], merged_into=told["member_id"])
    unit.session.execute(row.on_conflict_do_update(index_elements=["id"], set_={"merged_into": told["member_id"]}))
