"""Makes proposals, and carries out exactly what was adopted, exactly once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from ..bindings import follows
from ..canonical import digest
from ..contract.operation import EventType
from ..events.received import Event
from ..ids import new_id
from ..refusals import Refusal
from ..storage.unit import Unit
from .contract import ProposalEvents
from .tables import EffectRow, ProposalRow


class UnknownProposal(Refusal):
    """The resolution names a proposal that was never made here, or another text of it."""

    code, status = "unknown_proposal", 409
    sentence = "The resolution names proposal {proposal_id} with digest {digest}, which was not made here."


class ProposalSpent(Refusal):
    """A proposal takes effect once, whatever number of resolutions name it."""

    code, status = "proposal_spent", 409
    sentence = "Proposal {proposal_id} took effect by resolution {resolution_id}; propose anew."


class GroundChanged(Refusal):
    """The ground that the proposal rests on has changed since it was made."""

    code, status = "ground_changed", 409
    sentence = "What the proposal rests on has changed since: {changed}; it is never recomputed silently."


@dataclass(frozen=True)
class Proposal:
    """A proposal as the service that made it keeps it."""

    id: str
    effect: str
    content: dict[str, Any]
    ground: dict[str, Any]
    digest: str


def propose(
    unit: Unit, events: ProposalEvents, effect: str, content: dict[str, Any], ground: dict[str, Any], *,
    summary: str, assembly: str = "ordinary", seats: int | None = None,
) -> ProposalRow:  # fmt: skip
    """Make an immutable proposal and tell it; ``ground`` is the state (JSON) that must still hold when adopted."""
    row = ProposalRow(
        id=new_id("prp"), effect=effect, content=content, ground=ground, summary=summary, made_at=unit.now,
        made_by=unit.actor.id, digest=digest({"effect": effect, "content": content, "ground": ground}),
    )  # fmt: skip
    unit.session.add(row)
    unit.emit(events.made, f"proposals/{row.id}", {
        "proposal_id": row.id, "effect": effect, "digest": row.digest, "summary": summary, "assembly": assembly,
        "seats": seats, "made_at": row.made_at,
    })  # fmt: skip
    return row


def carries_out(
    adopted: EventType, *, effect: str, events: ProposalEvents, ground: Callable[[Unit, Proposal], dict[str, Any]]
) -> Callable[[Callable[[Unit, Proposal, dict[str, Any]], dict[str, Any]]], Any]:
    """Bind the function that puts an adopted proposal into effect and returns the links (what it made).

    ``adopted`` events carry ``resolution_id, effect, proposal_id, digest`` and may carry an ``outcome``.
    ``ground`` reads the same state as when the proposal was made; if it differs, the effect is refused.
    """

    def bind(carry_out: Callable[[Unit, Proposal, dict[str, Any]], dict[str, Any]]) -> Any:
        def on_adopted(unit: Unit, event: Event) -> None:
            if event.data.get("effect") == effect and event.provenance is None:
                _settle(unit, event.data, events, ground, carry_out)

        follows(adopted, by=events.made.service)(on_adopted)
        return carry_out

    return bind


def _settle(unit: Unit, adopted: dict[str, Any], events: ProposalEvents, ground: Any, carry_out: Any) -> None:
    resolution_id, effect = adopted["resolution_id"], adopted["effect"]
    claimed = insert(EffectRow).values(
        resolution_id=resolution_id, effect=effect, proposal_id=adopted["proposal_id"], state="applied", reason=None,
        links={}, settled_at=unit.now,
    )  # fmt: skip
    # The primary key is what makes it exactly once: a second adoption of the same resolution finds the row.
    if unit.session.execute(claimed.on_conflict_do_nothing().returning(EffectRow.resolution_id)).scalar() is None:
        return
    row = unit.session.get_one(EffectRow, (resolution_id, effect))
    told = len(unit.emitted)
    try:
        with unit.session.begin_nested():
            proposal = _held(unit, adopted)
            now = ground(unit, proposal)
            if now != proposal.ground:
                changed = sorted(key for key in {*now, *proposal.ground} if now.get(key) != proposal.ground.get(key))
                raise GroundChanged(changed=", ".join(changed))
            row.links = carry_out(unit, proposal, adopted)
            unit.session.flush()
    except Refusal as refusal:
        del unit.emitted[told:]
        unit.session.refresh(row)
        row.state, row.reason, row.links = "refused", refusal.problem(), {}
    unit.emit(events.settled, f"resolutions/{resolution_id}", {
        "resolution_id": resolution_id, "effect": effect, "proposal_id": row.proposal_id, "state": row.state,
        "reason": row.reason, "links": row.links,
    })  # fmt: skip


def _held(unit: Unit, adopted: dict[str, Any]) -> Proposal:
    """Return the proposal that was adopted, locked, so that of two resolutions that name it one takes effect."""
    named = select(ProposalRow).where(ProposalRow.id == adopted["proposal_id"])
    row = unit.session.scalar(named.with_for_update())
    # The digest is taken anew: what is put into effect is the text that was voted, not what the table says now.
    if row is None or row.effect != adopted["effect"] or not _digest_of(row) == row.digest == adopted["digest"]:
        raise UnknownProposal(proposal_id=adopted["proposal_id"], digest=adopted["digest"])
    spent = select(EffectRow.resolution_id).where(
        EffectRow.proposal_id == row.id, EffectRow.state == "applied",
        EffectRow.resolution_id != adopted["resolution_id"],
    )  # fmt: skip
    if resolution_id := unit.session.scalar(spent):
        raise ProposalSpent(proposal_id=row.id, resolution_id=resolution_id)
    return Proposal(row.id, row.effect, row.content, row.ground, row.digest)


def _digest_of(row: ProposalRow) -> str:
    return digest({"effect": row.effect, "content": row.content, "ground": row.ground})
