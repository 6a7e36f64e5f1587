"""The law and the statutes of the day on how an assembly decides, as the pure rules ask for them."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from services.commons.refusals import StatutesSilent
from services.commons.rulebook import Rule, Rules
from services.voting.tally.rules import Law, Majority, Written, lawful_majority


def law_of(rules: Rules) -> Law:
    """Return a reader of the law of the day that answers None where the law has no rule."""

    def read(path: str) -> Written | None:
        try:
            rule = rules.law(path)
        except StatutesSilent:
            return None
        return Written(rule.value, rule.article)

    return read


def form_of(rules: Rules) -> str:
    """Return the legal form of the cooperative."""
    return str(rules.statutes("identity.legal_form", "").value)


def default_majority(rules: Rules, part: str, call: int) -> Rule:
    """Return the majority of the law of the form, for statutes that are silent.

    Only companies whose law says how members decide have one; an sas or an association must say it in its statutes,
    and is refused with ``statutes_silent`` and the article that leaves it to them.
    """
    form = form_of(rules)
    law, path = law_of(rules), f"assemblies.{part}.majority"
    left_to_statutes = law(f"assemblies.{form}.terms")
    lawful = None if left_to_statutes else lawful_majority(law, form, part, call)
    if lawful is None:
        article = left_to_statutes.article if left_to_statutes else f"Statutes of {rules.coop}"
        raise StatutesSilent(layer="statutes", path=path, article=article)
    return Rule(path, as_written(lawful), lawful.article)


def as_written(majority: Majority) -> dict[str, Any]:
    """Return a majority as statutes write it."""
    return {"base": majority.base, "fraction": str(Fraction(majority.fraction)),
            "strictly_more": majority.strictly_more}  # fmt: skip
