"""Reads the rules in force and drafts amendments."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import select

from services.commons.bindings import answers
from services.commons.canonical import digest, json_text
from services.commons.proposals import propose
from services.commons.proposals.tables import EffectRow, ProposalRow
from services.commons.refusals import NotFound
from services.commons.rulebook import RulebookVersion, Rules
from services.commons.storage import Listed, Unit, page_of
from services.membership.contract import proposals

from .. import contract
from ..amending import EFFECT
from ..rules import Finding, amended, differences, findings_on_fixed
from ..versions import amending_rule, check_day, check_text, ground_of_version, latest, refusal_of

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
    base = latest(unit, layer)
    if effective_on is not None:
        check_day(unit, layer, effective_on, max(unit.today, base.effective_on))
    day = effective_on or max(unit.today, base.effective_on)
    document = amended_text(unit, base, body, day)
    content = {
        "layer": layer, "base_version": base.version, "base_digest": base.digest,
        "effective_on": effective_on and effective_on.isoformat(),
        "assembly": amending_rule(unit, layer).value, "changes": body["changes"], "removals": body["removals"],
        "document": document, "document_digest": digest(document),
    }  # fmt: skip
    row = propose(
        unit, proposals, EFFECT, content, ground_of_version(base), assembly=content["assembly"],
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
        select(EffectRow).where(EffectRow.proposal_id == proposal_id).order_by(EffectRow.settled_at.desc()).limit(1)
    )
    return _shown(unit, row, base, settled)


def amended_text(unit: Unit, base: RulebookVersion, body: dict[str, Any], day: date) -> dict[str, Any]:
    """Return the text that an amendment makes of a version; refuse one that changes nothing or is unlawful."""
    try:
        document = amended(base.document, body["changes"], body["removals"])
    except LookupError as error:
        raise refusal_of(unit, base.layer, [error.args[0]]) from None
    found = differences(base.document, document)
    if not found:
        raise contract.AmendmentChangesNothing(
            article=amending_rule(unit, base.layer).article, version=base.version, layer=base.layer
        )
    if fixed := findings_on_fixed(found):
        raise refusal_of(unit, base.layer, fixed)
    if (size := len(json_text(document).encode("utf-8", "replace"))) > LARGEST:
        said = f"is {size} bytes long; the whole text has at most {LARGEST}."
        raise refusal_of(unit, base.layer, [Finding((), said)])
    check_text(unit, base.layer, document, day)
    return document


def _shown(unit: Unit, row: ProposalRow, base: RulebookVersion, settled: EffectRow | None) -> dict[str, Any]:
    content = row.content
    articles = Rules(unit.coop, unit.today, {base.layer: content["document"]}, {})
    return {
        "proposal_id": row.id, "layer": base.layer, "base_version": base.version, "digest": row.digest,
        "effective_on": date.fromisoformat(content["effective_on"]) if content["effective_on"] else None,
        "differences": [
            {"path": one.path, "before": one.before, "after": one.after,
             "article": article_in(articles, base.layer, one.path)}
            for one in differences(base.document, content["document"])
        ],
        "assembly": content["assembly"],
        "state": settled.state if settled else "proposed", "reason": settled.reason if settled else None,
    }  # fmt: skip


def article_in(rules: Rules, layer: str, path: str) -> str:
    """Return the article in which a rule of a layer stands."""
    read = rules.bylaws if layer == "bylaws" else rules.statutes
    return read(path, None).article
