"""Lets the bureau sign: each officer signs the digest of a text, and the last signature fixes it for good."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from services.commons.bindings import answers
from services.commons.canonical import digest
from services.commons.storage import Unit
from services.voting.assemblies.actions.holding import held_assembly, require_step
from services.voting.assemblies.actions.signing import fix_minutes
from services.voting.assemblies.tables import Assembly
from services.voting.minutes import contract
from services.voting.minutes.drafting import draft
from services.voting.minutes.tables import MinutesSignature, MinutesText
from services.voting.polls.tables import Poll


@dataclass(frozen=True)
class Minutes:
    """The minutes as they stand: what they say, the digest of that, and the signatures under it by member."""

    content: dict[str, Any]
    digest: str
    signed: dict[str, MinutesSignature]
    fixed: bool

    @property
    def signatures(self) -> list[dict[str, Any]]:
        """Every officer who is to sign, with the signature or without."""
        return [
            {"office": office, "member_id": member_id,
             "signed_at": self.signed[member_id].signed_at if member_id in self.signed else None}
            for office, member_id in officers_of(self.content)
        ]  # fmt: skip


def officers_of(content: dict[str, Any]) -> list[tuple[str, str]]:
    """Return who signs: those who held an office at the end, chair, tellers and secretary in this order."""
    held = [(one["office"], one["member_id"]) for one in content["bureau"] if one["until"] is None]
    return sorted(held, key=lambda one: (contract.OFFICES.index(one[0]), one[1]))


def minutes_of(unit: Unit, assembly: Assembly) -> Minutes:
    """Return the text that everybody signed, or the draft as of now with the signatures that it has."""
    if assembly.minutes_signed_at is not None:
        held = unit.session.get_one(MinutesText, (assembly.id, assembly.minutes_digest))
        return Minutes(dict(held.content), held.digest, _signatures(unit, assembly.id, held.digest), fixed=True)
    content = draft(unit, assembly)
    return Minutes(content, digest(content), _signatures(unit, assembly.id, digest(content)), fixed=False)


@answers(contract.get_signing)
def get_signing(unit: Unit, assembly_id: str) -> dict[str, Any]:
    """Show who has signed."""
    assembly = held_assembly(unit, assembly_id)
    return _shown(assembly, minutes_of(unit, assembly))


@answers(contract.sign_minutes)
def sign_minutes(unit: Unit, assembly_id: str, body: dict[str, Any]) -> dict[str, Any]:
    """Take one officer's signature under the text that stands, if that is the one that was read."""
    assembly = held_assembly(unit, assembly_id, lock=True)
    if assembly.minutes_signed_at is None:
        require_step(assembly, "sign_minutes")
    minutes, member_id = minutes_of(unit, assembly), body["member_id"]
    officers = officers_of(minutes.content)
    office = _office(unit, assembly, officers, member_id)
    if body["digest"] != minutes.digest:
        raise contract.MinutesMoved(assembly_id=assembly_id, current=minutes.digest)
    if before := minutes.signed.get(member_id):
        raise contract.SignedAlready(member_id=member_id, signed_at=before.signed_at)
    _require_settled(unit, assembly)
    text = {"assembly_id": assembly_id, "digest": minutes.digest, "content": minutes.content, "frozen_at": unit.now}
    unit.session.execute(insert(MinutesText).values(text).on_conflict_do_nothing())
    unit.session.add(MinutesSignature(assembly_id=assembly_id, digest=minutes.digest, member_id=member_id,
                                      office=office, signed_at=unit.now))  # fmt: skip
    unit.session.flush()
    signed = _signatures(unit, assembly_id, minutes.digest)
    if all(officer in signed for _, officer in officers):
        fix_minutes(unit, assembly, minutes.digest)
    return _shown(assembly, Minutes(minutes.content, minutes.digest, signed, fixed=False))


def _office(unit: Unit, assembly: Assembly, officers: Sequence[tuple[str, str]], member_id: str) -> str:
    if not officers:
        raise contract.NoOfficers(assembly_id=assembly.id)
    office = next((office for office, officer in officers if officer == member_id), None)
    if office is None:
        raise contract.NotAnOfficer(assembly_id=assembly.id, member_id=member_id,
                                    officers=", ".join(officer for _, officer in officers),
                                    article=unit.rules.statutes("assemblies", {}).article)  # fmt: skip
    return office


def _require_settled(unit: Unit, assembly: Assembly) -> None:
    """Refuse while an effect is being carried out or a result is contested: the minutes would be out of date."""
    open_ones = select(Poll.id).where(
        Poll.assembly_id == assembly.id, (Poll.effect_state == "pending") | (Poll.state == "contested")
    )
    if poll_ids := unit.session.scalars(open_ones.order_by(Poll.id)).all():
        raise contract.EffectsPending(assembly_id=assembly.id, poll_ids=", ".join(poll_ids))


def _signatures(unit: Unit, assembly_id: str, signed: str) -> dict[str, MinutesSignature]:
    rows = select(MinutesSignature).where(
        MinutesSignature.assembly_id == assembly_id, MinutesSignature.digest == signed
    )
    return {one.member_id: one for one in unit.session.scalars(rows)}


def _shown(assembly: Assembly, minutes: Minutes) -> dict[str, Any]:
    signatures = minutes.signatures
    return {
        "assembly_id": assembly.id, "state": assembly.state, "digest": minutes.digest, "signatures": signatures,
        "complete": bool(signatures) and all(one["signed_at"] for one in signatures),
    }  # fmt: skip
