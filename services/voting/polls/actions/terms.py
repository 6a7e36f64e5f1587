"""Reads the rules of a vote from law and statutes, to be fixed when the poll is sealed."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from services.commons.rulebook import Rule, Rules
from services.commons.storage import Unit
from services.voting.assemblies.actions.terms import part_of, terms_of
from services.voting.assemblies.tables import Assembly
from services.voting.polls.contract.refusals import LaxerThanLaw, MajorityNotCounted
from services.voting.polls.tables import Poll
from services.voting.tally.law import as_written, form_of, law_of
from services.voting.tally.rules import Majority, Quorum, laxer_than_law
from services.voting.tally.rules.election import BY_VOTES
from services.voting.tally.rules.votes import WORDS
from services.voting.tally.seeds import commit_to_seed

Terms = dict[str, Any]


def terms_of_vote(unit: Unit, poll: Poll, assembly: Assembly) -> Terms:
    """Return every rule that decides a poll, each with its article, as plain JSON.

    Which rules: those of the assembly's part that the poll's agenda item belongs to, at this call. Refuses terms that
    are laxer than the law of the form. Seals a poll: the seed of a lot is drawn here.
    """
    rules = unit.rules_on(assembly.held_on)
    part = part_of(unit, assembly, poll.agenda_item_id)
    call = terms_of(unit, assembly, part)
    cell, contest = rules.statutes("ballots.smallest_cell", 0), rules.statutes("ballots.contest_days", 15)
    terms: Terms = {
        "statutes_version": rules.versions.get("statutes"),
        "form": {"legal_form": form_of(rules), "part": part, "call": assembly.call},
        "quorum": _quorum(call.quorum),
        "majority": _majority(call.majority),
        "colleges": _colleges(rules),
        "smallest_cell": {"value": int(cell.value), "article": cell.article},
        "contest": {"days": int(contest.value), "article": contest.article},
        "scrutineers": _scrutineers(rules, poll),
    }
    _check_law(rules, terms)
    if poll.method in WORDS:
        return terms
    return {**terms, **_election(unit, poll, rules)}


def _election(unit: Unit, poll: Poll, rules: Rules) -> Terms:
    elected_if = rules.statutes("ballots.elections.elected_if", {})
    choices, ties = rules.statutes("ballots.elections.choices", "seats"), _ties(unit, poll, rules)
    if elected_if.value and poll.method not in BY_VOTES:
        majority = str(Majority.read(elected_if.value))
        raise MajorityNotCounted(majority=majority, method=poll.method, article=elected_if.article)
    return {
        "elected_if": _majority(elected_if) if elected_if.value else None,
        "ties": ties,
        "choices": {"maximum": poll.maximum_choices, "article": choices.article},
    }


def _ties(unit: Unit, poll: Poll, rules: Rules) -> Terms:
    """Return the rule of ties; of a lot, the seed's commitment, published before anyone votes."""
    rule = rules.statutes("ballots.elections.ties", "candidate_order")
    seed = commit_to_seed(unit, poll.id) if rule.value == "lot" else None
    return {"rule": rule.value, "commitment": seed, "article": rule.article}


def _majority(rule: Rule) -> Terms:
    return {**as_written(Majority.read(rule.value)), "article": rule.article}


def _quorum(rule: Rule) -> Terms | None:
    if rule.value is None:
        return None
    return {"fraction": str(rule.value["fraction"]), "counted": rule.value.get("counted", "present"),
            "article": rule.article}  # fmt: skip


def _colleges(rules: Rules) -> Terms | None:
    """Return the parts of the vote of the colleges, and how they are carried."""
    rule = rules.statutes("membership.colleges", [])
    if not rule.value:
        return None
    carry = rules.statutes("assemblies.colleges_carry", "proportional")
    weights = [{"college": one["slug"], "weight": str(one["weight"])} for one in rule.value]
    return {"carry": carry.value, "weights": weights, "article": rule.article, "carry_article": carry.article}


def _scrutineers(rules: Rules, poll: Poll) -> Terms | None:
    """Return among how many the key of a secret poll is shared, and how many open it."""
    rule = rules.statutes("ballots.scrutineers", {})
    if poll.ballot != "secret" or not rule.value:
        return None
    return {"number": rule.value["number"], "threshold": rule.value["threshold"], "article": rule.article}


def _check_law(rules: Rules, terms: Terms) -> None:
    form, quorum = terms["form"], terms["quorum"]
    held = None if quorum is None else Quorum(Fraction(quorum["fraction"]), quorum["counted"])
    laxer = laxer_than_law(law_of(rules), form["legal_form"], form["part"], form["call"],
                           Majority.read(terms["majority"]), held)  # fmt: skip
    if laxer is not None:
        raise LaxerThanLaw(what=laxer.what, held=laxer.held, asked=laxer.asked, article=laxer.article)
