"""Carries out exactly what was voted, exactly once, and undoes it when the resolution is annulled.

States of an effect: ``applied`` or ``refused`` with its reason; after an annulment ``undone``, or ``kept`` with the
reason why it cannot be undone. Whatever is told twice is done once: the row of the effect is the lock.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from ..bindings import follows
from ..contract.operation import EventType
from ..events.received import Event
from ..refusals import Refusal
from ..storage.unit import Unit
from .contract import ProposalEvents
from .proposals import Proposal, digest_of, take_back
from .refusals import CannotBeUndone, ProposalSpent, ProposalTakenBack, UnknownProposal
from .standing import Ground, Grounded, check_ground, grounded, reconsider
from .tables import EffectRow, ProposalRow

CarryOut = Callable[[Unit, Proposal, dict[str, Any]], dict[str, Any]]
Undo = Callable[[Unit, Proposal, EffectRow, dict[str, Any]], dict[str, Any]]


@dataclass(frozen=True)
class Effect:
    """What an effect is called, the events that tell of it, and how its ground is read."""

    name: str
    events: ProposalEvents
    ground: Ground


def carries_out(
    adopted: EventType, *, effect: str, events: ProposalEvents, ground: Ground, annulled: EventType | None = None,
    undo: Undo | None = None, rejected: EventType | None = None, refuse: CarryOut | None = None,
) -> Callable[[CarryOut], CarryOut]:  # fmt: skip
    """Bind the function that puts an adopted proposal into effect and returns the links (what it made).

    ``adopted`` events carry ``resolution_id, effect, proposal_id, digest`` and may carry an ``outcome``.
    ``ground`` reads the same state as when the proposal was made; if it differs, the effect is refused.
    ``refuse`` is what a rejection puts into effect, for proposals that were made ``either_way``.
    ``undo(unit, proposal, effect row, annulled)`` runs the inverse when the resolution is annulled and returns the
    links of what it made; the refusal that it raises says why the effect is kept. Without it, effects are kept.
    """
    kind = Effect(effect, events, ground)
    service = events.made.service
    grounded(service, effect, Grounded(events, ground))

    def bind(carry_out: CarryOut) -> CarryOut:
        def on_adopted(unit: Unit, event: Event) -> None:
            if event.data.get("effect") == effect and event.provenance is None:
                _settle(unit, event.data, kind, "adopted", carry_out)

        follows(adopted, by=service)(on_adopted)
        if rejected is not None and refuse is not None:
            _follow_rejections(rejected, kind, refuse)
        if annulled is not None:
            _follow_annulments(annulled, kind, undo)
        return carry_out

    return bind


def _follow_rejections(rejected: EventType, kind: Effect, refuse: CarryOut) -> None:
    def on_rejected(unit: Unit, event: Event) -> None:
        if event.data.get("effect") == kind.name and event.provenance is None:
            _settle(unit, event.data, kind, "rejected", refuse)

    follows(rejected, by=kind.events.made.service)(on_rejected)


def _follow_annulments(annulled: EventType, kind: Effect, undo: Undo | None) -> None:
    def on_annulled(unit: Unit, event: Event) -> None:
        if event.data.get("effect") == kind.name and event.provenance is None:
            _undo(unit, event.data, kind, undo)

    follows(annulled, by=kind.events.made.service)(on_annulled)


def _settle(unit: Unit, resolved: dict[str, Any], kind: Effect, outcome: str, carry_out: CarryOut) -> None:
    # The primary key is what makes it exactly once: the same resolution told again finds the row.
    row = _claimed(unit, resolved, kind, outcome, "applied")
    if row is None:
        return
    told = len(unit.emitted)
    try:
        with unit.session.begin_nested():
            proposal = _held(unit, resolved)
            check_ground(unit, proposal, kind.ground)
            _check_standing(unit, proposal.id)
            row.links = carry_out(unit, proposal, resolved)
            unit.session.flush()
    except Refusal as refusal:
        del unit.emitted[told:]
        unit.session.refresh(row)
        row.state, row.reason, row.links = "refused", refusal.problem(), {}
    _tell(unit, kind, row)
    # What was done moves the ground of others: two elections to the same seats, two texts of one version.
    reconsider(unit, kind.name)


def _undo(unit: Unit, annulled: dict[str, Any], kind: Effect, undo: Undo | None) -> None:
    # Normally there: adoption and annulment have one subject, so they arrive in order. Were the adoption skipped, the
    # row made here keeps it from taking effect later.
    row = _claimed(unit, annulled, kind, annulled.get("outcome", "adopted"), "undone")
    if row is not None:
        _tell(unit, kind, row)
        return
    row = unit.session.get_one(
        EffectRow, (annulled["resolution_id"], kind.name), with_for_update=True, populate_existing=True
    )
    if row.state != "applied":
        return
    told = len(unit.emitted)
    proposed = unit.session.get_one(ProposalRow, row.proposal_id, with_for_update=True)
    try:
        with unit.session.begin_nested():
            if undo is None:
                raise CannotBeUndone(effect=kind.name, why="there is no inverse of it")
            undone = undo(unit, Proposal.of(proposed), row, annulled)
            row.state, row.links = "undone", {**row.links, "undone": undone}
            unit.session.flush()
    except Refusal as refusal:
        del unit.emitted[told:]
        unit.session.refresh(row)
        row.state, row.reason = "kept", refusal.problem()
    row.settled_at = unit.now
    _tell(unit, kind, row)
    if row.state == "kept":
        # It took effect and stands: no successor may put it to the vote again.
        spent = ProposalSpent(proposal_id=proposed.id, resolution_id=row.resolution_id)
        take_back(unit, kind.events, proposed, spent)
    reconsider(unit, kind.name)


def _claimed(unit: Unit, told: dict[str, Any], kind: Effect, outcome: str, state: str) -> EffectRow | None:
    """Write the row of an effect and return it, or None when it is there already."""
    claimed = insert(EffectRow).values(
        resolution_id=told["resolution_id"], effect=kind.name, proposal_id=told["proposal_id"], outcome=outcome,
        state=state, reason=None, links={}, settled_at=unit.now,
    )  # fmt: skip
    if unit.session.execute(claimed.on_conflict_do_nothing().returning(EffectRow.resolution_id)).scalar() is None:
        return None
    return unit.session.get_one(EffectRow, (told["resolution_id"], kind.name))


def _tell(unit: Unit, kind: Effect, row: EffectRow) -> None:
    unit.session.flush()
    unit.emit(kind.events.settled, f"resolutions/{row.resolution_id}", {
        "resolution_id": row.resolution_id, "effect": kind.name, "proposal_id": row.proposal_id, "state": row.state,
        "reason": row.reason, "links": row.links,
    })  # fmt: skip


def _held(unit: Unit, resolved: dict[str, Any]) -> Proposal:
    """Return the proposal that was voted, locked, so that of two resolutions that name it one takes effect."""
    named = select(ProposalRow).where(ProposalRow.id == resolved["proposal_id"])
    row = unit.session.scalar(named.with_for_update())
    # The digest is taken anew: what is put into effect is the text that was voted, not what the table says now.
    if (
        row is None
        or row.effect != resolved["effect"]
        or not (digest_of(row.effect, row.content, row.ground) == row.digest == resolved["digest"])
    ):
        raise UnknownProposal(proposal_id=resolved["proposal_id"], digest=resolved["digest"])
    spent = select(EffectRow.resolution_id).where(
        EffectRow.proposal_id == row.id, EffectRow.state.in_(("applied", "kept")),
        EffectRow.resolution_id != resolved["resolution_id"],
    )  # fmt: skip
    if resolution_id := unit.session.scalar(spent):
        raise ProposalSpent(proposal_id=row.id, resolution_id=resolution_id)
    return Proposal.of(row)


def _check_standing(unit: Unit, proposal_id: str) -> None:
    """Refuse a proposal that was withdrawn, although its ground may be again what it was."""
    withdrawn = unit.session.get_one(ProposalRow, proposal_id).withdrawn
    if withdrawn is not None:
        raise ProposalTakenBack(proposal_id=proposal_id, why=withdrawn.get("detail", "").rstrip("."))
