"""Reads the rules of a vote from law and statutes, to be fixed when the poll is sealed."""

from __future__ import annotations

from typing import Any

from services.commons.rulebook import Rule
from services.commons.storage import Unit
from services.voting.assemblies.actions.terms import terms_of
from services.voting.assemblies.tables import Assembly
from services.voting.polls.tables import Poll


def terms_of_vote(unit: Unit, poll: Poll, assembly: Assembly) -> dict[str, Any]:
    """Return the majority, the rule of ties and what is published, each with its article, as plain JSON."""
    rules, call = unit.rules_on(assembly.held_on), terms_of(unit, assembly)
    cell = rules.statutes("ballots.smallest_cell", 0)
    terms: dict[str, Any] = {
        "statutes_version": rules.versions.get("statutes"),
        "smallest_cell": {"value": int(cell.value), "article": cell.article},
    }
    if poll.method == "resolution":
        return {**terms, "majority": _majority(call.majority)}
    elected_if = rules.statutes("ballots.elections.elected_if", {})
    ties = rules.statutes("ballots.elections.ties", "candidate_order")
    choices = rules.statutes("ballots.elections.choices", "seats")
    return {
        **terms,
        "elected_if": _majority(elected_if) if elected_if.value else None,
        "ties": {"rule": ties.value, "article": ties.article},
        "choices": {"maximum": poll.maximum_choices, "article": choices.article},
    }


def _majority(rule: Rule) -> dict[str, Any]:
    return {"base": rule.value["base"], "fraction": str(rule.value["fraction"]),
            "strictly_more": bool(rule.value.get("strictly_more", False)), "article": rule.article}  # fmt: skip
