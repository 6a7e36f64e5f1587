"""Puts adopted amendments into effect, and restores the former text when the resolution is annulled."""

from __future__ import annotations

from datetime import date
from typing import Any

from services.commons.proposals import CannotBeUndone, EffectRow, Proposal, carries_out, reconsider
from services.commons.rulebook import RulebookVersion, hold
from services.commons.storage import Unit
from services.membership.contract import proposals
from services.voting.polls.contract import resolution_adopted, resolution_annulled

from . import contract
from .versions import check_day, check_text, ground_of_version, latest

EFFECT = "amend_statutes"


def ground_of(unit: Unit, proposal: Proposal) -> dict[str, Any]:
    """The latest version is the ground, even one that is in force later only: no amendment may undo it unseen."""
    return ground_of_version(latest(unit, proposal.content["layer"]))


def restore(unit: Unit, proposal: Proposal, settled: EffectRow, annulled: dict[str, Any]) -> dict[str, Any]:
    """Put the former text back as a further version; no version is ever deleted.

    Refused where a later version stands on the annulled one, or where the law no longer allows the former text.
    """
    layer, voided = proposal.content["layer"], int(settled.links["version"])
    last = latest(unit, layer)
    if last.version != voided:
        raise CannotBeUndone(
            effect=EFFECT, why=f"version {last.version} of the {layer} was adopted on top of version {voided}; "
            "the text is put right by an amendment", layer=layer, version=last.version,
        )  # fmt: skip
    former = unit.session.get_one(RulebookVersion, (layer, int(proposal.content["base_version"])))
    effective_on = max(date.fromisoformat(annulled["annulled_on"]), last.effective_on)
    check_text(unit, layer, former.document, effective_on)
    _hold_next(unit, last, former.document, effective_on, settled.resolution_id)
    return {"layer": layer, "version": voided + 1, "restores": former.version, "effective_on": effective_on.isoformat()}


@carries_out(
    resolution_adopted, effect=EFFECT, events=proposals, ground=ground_of, annulled=resolution_annulled, undo=restore
)
def amend(unit: Unit, proposal: Proposal, adopted: dict[str, Any]) -> dict[str, Any]:
    """Hold the adopted text as the next version, from its effective day on, and tell it to the other services."""
    content, layer = proposal.content, proposal.content["layer"]
    base = latest(unit, layer)
    earliest = max(date.fromisoformat(adopted["adopted_on"]), base.effective_on)
    effective_on = date.fromisoformat(content["effective_on"]) if content["effective_on"] else earliest
    check_day(unit, layer, effective_on, earliest)
    # Law and the other layer are no part of the ground: they may have moved, and the text must still stand.
    check_text(unit, layer, content["document"], effective_on)
    _hold_next(unit, base, content["document"], effective_on, adopted["resolution_id"])
    return {"layer": layer, "version": base.version + 1, "effective_on": effective_on.isoformat()}


def _hold_next(
    unit: Unit, base: RulebookVersion, document: dict[str, Any], effective_on: date, resolution_id: str
) -> None:
    version = base.version + 1
    hold(unit.session, base.layer, version, document, effective_on, unit.now, resolution_id)
    unit.emit(contract.statutes_adopted, f"statutes/{base.layer}", {
        "layer": base.layer, "version": version, "document": document, "effective_on": effective_on,
        "resolution_id": resolution_id,
    })  # fmt: skip
    unit.session.flush()
    unit.rules_changed()
    # Other proposals may rest on what was changed: who decides on admissions, the seats of a body.
    reconsider(unit)
