"""The versions of a layer, and what is asked of a text that is to be the next one."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import select

from services.commons.refusals import NotFound, Refusal
from services.commons.rulebook import Rule, RulebookVersion
from services.commons.storage import Unit

from . import contract
from .review import findings_in
from .rules import Finding, law_on


def latest(unit: Unit, layer: str) -> RulebookVersion:
    """Return the last version of a layer, even one that is in force later only."""
    found = unit.session.scalar(
        select(RulebookVersion).where(RulebookVersion.layer == layer).order_by(RulebookVersion.version.desc()).limit(1)
    )
    if found is None:
        raise NotFound(what="text of the", id=layer)
    return found


def ground_of_version(version: RulebookVersion) -> dict[str, Any]:
    """Return what an amendment of a version rests on."""
    return {"version": version.version, "digest": version.digest}


def amending_rule(unit: Unit, layer: str) -> Rule:
    """The rule that says which assembly amends this layer; the stricter one where the statutes are silent."""
    return unit.rules.statutes(f"amendments.{layer}", "extraordinary")


def check_text(unit: Unit, layer: str, document: dict[str, Any], day: date) -> None:
    """Refuse a text that breaks the law of a day, contradicts itself or contradicts the other layer."""
    rules = unit.rules_on(day)
    other = rules.document("bylaws" if layer == "statutes" else "statutes")
    findings = findings_in(layer, document, other, law_on(rules.document("law"), day.isoformat()))
    if findings:
        raise refusal_of(unit, layer, findings)


def refusal_of(unit: Unit, layer: str, findings: list[Finding]) -> Refusal:
    """What is unlawful goes before what is merely unsound; all findings are listed."""
    errors = [
        {"in": "document", "pointer": "/" + "/".join(str(step) for step in one.steps), "message": one.message,
         **({"article": one.source} if one.source else {})}
        for one in findings[:100]
    ]  # fmt: skip
    unlawful = next((one for one in findings if one.source), None)
    first = unlawful or findings[0]
    kind = contract.AmendmentUnlawful if unlawful else contract.AmendmentUnsound
    article = first.source or amending_rule(unit, layer).article
    return kind(article=article, errors=errors, layer=layer, path=first.path, said=first.message)


def check_day(unit: Unit, layer: str, effective_on: date, earliest: date) -> None:
    """Refuse a day on which a text cannot be in force yet."""
    if effective_on < earliest:
        raise contract.EffectiveTooEarly(
            article=amending_rule(unit, layer).article, layer=layer, effective_on=effective_on,
            earliest=earliest,
        )  # fmt: skip
