"""Proposes to join or to leave a federation, and records what the members voted."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from sqlalchemy import select

from services.commons.bindings import answers
from services.commons.ids import new_id
from services.commons.proposals import CannotBeUndone, EffectRow, Proposal, carries_out, propose
from services.commons.storage import Listed, Unit, page_of
from services.membership.contract import proposals
from services.voting.polls.contract import resolution_adopted, resolution_annulled

from . import contract
from .tables import Adhesion

EFFECT = "adhere_to_federation"


@answers(contract.propose_adhesion)
def propose_adhesion(unit: Unit, body: dict[str, Any]) -> dict[str, Any]:
    """Propose to join a federation to which the cooperative does not belong."""
    federation, (_, article) = body["federation"], _assembly(unit)
    if federation == unit.coop:
        raise contract.OwnFederation(article=article, federation=federation)
    if (running := _running(unit, federation)) is not None:
        raise contract.AlreadyAdhering(article=article, federation=federation, joined_on=running.joined_on)
    return _proposed(unit, "join", federation, body["quality"])


@answers(contract.propose_leaving)
def propose_leaving(unit: Unit, federation: str) -> dict[str, Any]:
    """Propose to leave a federation."""
    running = _running(unit, federation)
    if running is None:
        raise contract.NotAdhering(article=_assembly(unit)[1], federation=federation[:60])
    return _proposed(unit, "leave", federation, running.quality)


@answers(contract.list_adhesions)
def list_adhesions(unit: Unit, federation: str | None, limit: int, cursor: str | None) -> Listed:
    """List adhesions in the order in which they were recorded."""
    rows = select(Adhesion)
    if federation is not None:
        rows = rows.where(Adhesion.federation == federation)
    return page_of(unit.session, rows, key=[Adhesion.id], limit=limit, cursor=cursor)


def ground_of(unit: Unit, proposal: Proposal) -> dict[str, Any]:
    """Return what the proposal rests on: whether the cooperative belongs to the federation, and who decides."""
    return _ground(unit, proposal.content["federation"])


def undo(unit: Unit, proposal: Proposal, settled: EffectRow, annulled: dict[str, Any]) -> dict[str, Any]:
    """End an adhesion with the day before its annulment, or let one run on that the vote had ended."""
    row = unit.session.get_one(Adhesion, settled.links["adhesion"], with_for_update=True, populate_existing=True)
    on, resolution_id = date.fromisoformat(annulled["annulled_on"]), settled.resolution_id
    if proposal.content["direction"] == "join":
        if row.left_on is not None:
            raise CannotBeUndone(effect=EFFECT, why="the cooperative has left the federation since")
        row.left_on, row.left_by = on - timedelta(days=1), resolution_id
        _tell(unit, contract.federation_left, row, row.left_on, resolution_id)
        return {"adhesion": row.id, "left_on": row.left_on.isoformat()}
    if row.left_by != resolution_id or _running(unit, row.federation) is not None:
        raise CannotBeUndone(effect=EFFECT, why="the cooperative has joined the federation anew since")
    row.left_on = row.left_by = None
    _tell(unit, contract.federation_joined, row, row.joined_on, resolution_id)
    return {"adhesion": row.id, "left_on": None}


@carries_out(
    resolution_adopted, effect=EFFECT, events=proposals, ground=ground_of, annulled=resolution_annulled, undo=undo
)
def adhere(unit: Unit, proposal: Proposal, adopted: dict[str, Any]) -> dict[str, Any]:
    """Begin or end the adhesion on the assembly's day and tell it; the federation decides on its own side."""
    content, on, resolution_id = proposal.content, date.fromisoformat(adopted["adopted_on"]), adopted["resolution_id"]
    if content["direction"] == "leave":
        row = _running(unit, content["federation"])
        assert row is not None, "the ground says that it runs"
        row.left_on, row.left_by = on, resolution_id
        _tell(unit, contract.federation_left, row, on, resolution_id)
        return {"adhesion": row.id, "left_on": on.isoformat()}
    row = Adhesion(
        id=new_id("adh"), federation=content["federation"], quality=content["quality"], joined_on=on,
        joined_by=resolution_id, recorded_at=unit.now,
    )  # fmt: skip
    unit.session.add(row)
    _tell(unit, contract.federation_joined, row, on, resolution_id)
    return {"adhesion": row.id, "joined_on": on.isoformat()}


def _proposed(unit: Unit, direction: str, federation: str, quality: str) -> dict[str, Any]:
    assembly, article = _assembly(unit)
    content = {"direction": direction, "federation": federation, "quality": quality}
    summary = f"{'Join' if direction == 'join' else 'Leave'} the federation {federation}, as {quality}"
    row = propose(unit, proposals, EFFECT, content, _ground(unit, federation), summary=summary, assembly=assembly)
    return {**content, "proposal_id": row.id, "effect": EFFECT, "digest": row.digest, "assembly": assembly,
            "article": article}  # fmt: skip


def _ground(unit: Unit, federation: str) -> dict[str, Any]:
    running = _running(unit, federation)
    return {"adhesion": running.id if running else None, "assembly": _assembly(unit)[0]}


def _running(unit: Unit, federation: str) -> Adhesion | None:
    running = select(Adhesion).where(Adhesion.federation == federation, Adhesion.left_on.is_(None))
    return unit.session.scalar(running.with_for_update())


def _assembly(unit: Unit) -> tuple[str, str]:
    rule = unit.rules.statutes("adhesion.assembly", "ordinary")
    return str(rule.value), rule.article


def _tell(unit: Unit, event: Any, row: Adhesion, on: date, resolution_id: str) -> None:
    unit.session.flush()
    unit.emit(event, f"federations/{row.federation}", {
        "adhesion_id": row.id, "federation": row.federation, "quality": row.quality, "on": on,
        "resolution_id": resolution_id,
    })  # fmt: skip
