"""Reads the rules in force, drafts amendments, and puts adopted ones into effect."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import select

from services.commons.bindings import answers
from services.commons.canonical import digest, json_text
from services.commons.proposals import Proposal, carries_out, propose
from services.commons.proposals.tables import EffectRow, ProposalRow
from services.commons.refusals import NotFound, Refusal
from services.commons.rulebook import Rule, RulebookVersion, Rules, hold
from services.commons.storage import Listed, Unit, page_of
from services.membership.contract import proposals
from services.voting.polls.contract import resolution_adopted

from . import contract
from .review import findings_in
from .rules import Finding, amended, differences, findings_on_fixed, law_on

EFFECT = "amend_statutes"
# The whole text travels in one event, far below the largest message on the bus.
LARGEST = 256 * 1024


@answers(contract.get_statutes)
def get_statutes(unit: Unit, layer: str, as_of: date | None) -> RulebookVersion:
    """Return the version of a layer that is in force on a day, today unless given."""
    day = as_of or unit.today
    version = unit.rules_on(day).versions.get(layer)
    if version is None:
        raise NotFound(what=f"version of the {layer} in force on", id=day.isoformat())
    return unit.session.get_one(RulebookVersion, (layer, version))


@answers(contract.list_statutes_versions)
def list_statutes_versions(unit: Unit, layer: str | None, limit: int, cursor: str | None) -> Listed:
    """List the versions by layer and number; those of the future are among them."""
    found = select(RulebookVersion)
    if layer is not None:
        found = found.where(RulebookVersion.layer == layer)
    key = [RulebookVersion.layer, RulebookVersion.version]
    return page_of(unit.session, found, key=key, limit=limit, cursor=cursor)


@answers(contract.draft_amendment)
def draft_amendment(unit: Unit, body: dict[str, Any]) -> dict[str, Any]:
    """Make the proposal of an amendment, refused already here when the text that results would be unlawful."""
    layer, effective_on = body["layer"], body["effective_on"]
    base = _latest(unit, layer)
    if effective_on is not None:
        _check_day(unit, layer, effective_on, max(unit.today, base.effective_on))
    day = effective_on or max(unit.today, base.effective_on)
    document = _amended(unit, base, body, day)
    content = {
        "layer": layer, "base_version": base.version, "base_digest": base.digest,
        "effective_on": effective_on and effective_on.isoformat(),
        "assembly": _amending(unit, layer).value, "changes": body["changes"], "removals": body["removals"],
        "document": document, "document_digest": digest(document),
    }  # fmt: skip
    row = propose(
        unit, proposals, EFFECT, content, _ground_of(base), assembly=content["assembly"],
        summary=f"Amend the {layer}: {', '.join(sorted({*body['changes'], *body['removals']}))}"[:300],
    )  # fmt: skip
    return _shown(unit, row, base, None)


@answers(contract.get_amendment)
def get_amendment(unit: Unit, proposal_id: str) -> dict[str, Any]:
    """Return an amendment with its differences from the version that it was drafted on."""
    row = unit.session.get(ProposalRow, proposal_id)
    if row is None or row.effect != EFFECT:
        raise NotFound(what="amendment", id=proposal_id)
    base = unit.session.get_one(RulebookVersion, (row.content["layer"], row.content["base_version"]))
    settled = unit.session.scalar(
        select(EffectRow).where(EffectRow.proposal_id == proposal_id).order_by(EffectRow.settled_at).limit(1)
    )
    return _shown(unit, row, base, settled)


def _ground(unit: Unit, proposal: Proposal) -> dict[str, Any]:
    """The latest version is the ground, even one that is in force later only: no amendment may undo it unseen."""
    return _ground_of(_latest(unit, proposal.content["layer"]))


@carries_out(resolution_adopted, effect=EFFECT, events=proposals, ground=_ground)
def amend(unit: Unit, proposal: Proposal, adopted: dict[str, Any]) -> dict[str, Any]:
    """Hold the adopted text as the next version, from its effective day on, and tell it to the other services."""
    content, layer = proposal.content, proposal.content["layer"]
    base = _latest(unit, layer)
    earliest = max(date.fromisoformat(adopted["adopted_on"]), base.effective_on)
    effective_on = date.fromisoformat(content["effective_on"]) if content["effective_on"] else earliest
    _check_day(unit, layer, effective_on, earliest)
    # Law and the other layer are no part of the ground: they may have moved, and the text must still stand.
    _check(unit, layer, content["document"], effective_on)
    version = base.version + 1
    hold(unit.session, layer, version, content["document"], effective_on, unit.now, adopted["resolution_id"])
    unit.emit(contract.statutes_adopted, f"statutes/{layer}", {
        "layer": layer, "version": version, "document": content["document"], "effective_on": effective_on,
        "resolution_id": adopted["resolution_id"],
    })  # fmt: skip
    return {"layer": layer, "version": version, "effective_on": effective_on.isoformat()}


def _latest(unit: Unit, layer: str) -> RulebookVersion:
    found = unit.session.scalar(
        select(RulebookVersion).where(RulebookVersion.layer == layer).order_by(RulebookVersion.version.desc()).limit(1)
    )
    if found is None:
        raise NotFound(what="text of the", id=layer)
    return found


def _ground_of(version: RulebookVersion) -> dict[str, Any]:
    return {"version": version.version, "digest": version.digest}


def _amending(unit: Unit, layer: str) -> Rule:
    """The rule that says which assembly amends this layer; the stricter one where the statutes are silent."""
    return unit.rules.statutes(f"amendments.{layer}", "extraordinary")


def _amended(unit: Unit, base: RulebookVersion, body: dict[str, Any], day: date) -> dict[str, Any]:
    try:
        document = amended(base.document, body["changes"], body["removals"])
    except LookupError as error:
        raise _refusal(unit, base.layer, [error.args[0]]) from None
    found = differences(base.document, document)
    if not found:
        raise contract.AmendmentChangesNothing(
            article=_amending(unit, base.layer).article, version=base.version, layer=base.layer
        )
    if fixed := findings_on_fixed(found):
        raise _refusal(unit, base.layer, fixed)
    if (size := len(json_text(document).encode("utf-8", "replace"))) > LARGEST:
        raise _refusal(unit, base.layer, [Finding((), f"is {size} bytes long; the whole text has at most {LARGEST}.")])
    _check(unit, base.layer, document, day)
    return document


def _check(unit: Unit, layer: str, document: dict[str, Any], day: date) -> None:
    rules = unit.rules_on(day)
    other = rules.document("bylaws" if layer == "statutes" else "statutes")
    findings = findings_in(layer, document, other, law_on(rules.document("law"), day.isoformat()))
    if findings:
        raise _refusal(unit, layer, findings)


def _refusal(unit: Unit, layer: str, findings: list[Finding]) -> Refusal:
    """What is unlawful goes before what is merely unsound; all findings are listed."""
    errors = [
        {"in": "document", "pointer": "/" + "/".join(str(step) for step in one.steps), "message": one.message,
         **({"article": one.source} if one.source else {})}
        for one in findings[:100]
    ]  # fmt: skip
    unlawful = next((one for one in findings if one.source), None)
    first = unlawful or findings[0]
    kind = contract.AmendmentUnlawful if unlawful else contract.AmendmentUnsound
    article = first.source or _amending(unit, layer).article
    return kind(article=article, errors=errors, layer=layer, path=first.path, said=first.message)


def _check_day(unit: Unit, layer: str, effective_on: date, earliest: date) -> None:
    if effective_on < earliest:
        raise contract.EffectiveTooEarly(
            article=_amending(unit, layer).article, layer=layer, effective_on=effective_on,
            earliest=earliest,
        )  # fmt: skip


def _shown(unit: Unit, row: ProposalRow, base: RulebookVersion, settled: EffectRow | None) -> dict[str, Any]:
    content = row.content
    articles = Rules(unit.coop, unit.today, {base.layer: content["document"]}, {})
    return {
        "proposal_id": row.id, "layer": base.layer, "base_version": base.version, "digest": row.digest,
        "effective_on": date.fromisoformat(content["effective_on"]) if content["effective_on"] else None,
        "differences": [
            {"path": one.path, "before": one.before, "after": one.after,
             "article": _article(articles, base.layer, one.path)}
            for one in differences(base.document, content["document"])
        ],
        "assembly": content["assembly"],
        "state": settled.state if settled else "proposed", "reason": settled.reason if settled else None,
    }  # fmt: skip


def _article(rules: Rules, layer: str, path: str) -> str:
    read = rules.bylaws if layer == "bylaws" else rules.statutes
    return read(path, None).article
