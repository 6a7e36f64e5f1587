"""Whether statutes keep within the law; each finding names the source of the law it applies."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from .finding import Finding, Law, LawRule, Reading, steps_of
from .majorities import findings_on_majorities

# (path in the statutes, path in the law): the statutes may ask for as much or more.
AT_LEAST = {
    "scop": (
        ("economy.surplus.legal_reserve", "surplus.scop.legal_reserve_rate"),
        ("economy.surplus.labour_share", "surplus.scop.labour_share_minimum"),
        ("employees.capital_minimum", "employees.capital_minimum"),
        ("employees.votes_minimum", "employees.votes_minimum"),
    ),
    "consumer": (("economy.surplus.legal_reserve", "surplus.consumer.legal_reserve_rate"),),
    "scic": (
        ("economy.surplus.legal_reserve", "surplus.scic.legal_reserve_rate"),
        ("economy.surplus.statutory_reserve_of_rest", "surplus.scic.statutory_reserve_of_rest_minimum"),
    ),
    "sa": (
        ("assemblies.ordinary.quorum.fraction", "assemblies.sa.ordinary.quorum"),
        ("assemblies.ordinary.notice_days", "assemblies.sa.notice_days"),
        ("assemblies.ordinary.second_call.notice_days", "assemblies.sa.second_call_notice_days"),
        ("assemblies.extraordinary.quorum.fraction", "assemblies.sa.extraordinary.quorum"),
        ("assemblies.extraordinary.notice_days", "assemblies.sa.notice_days"),
        ("assemblies.extraordinary.second_call.quorum.fraction", "assemblies.sa.extraordinary.second_call_quorum"),
        ("assemblies.extraordinary.second_call.notice_days", "assemblies.sa.second_call_notice_days"),
    ),
    "sarl": (
        ("assemblies.ordinary.notice_days", "assemblies.sarl.notice_days"),
        ("assemblies.extraordinary.notice_days", "assemblies.sarl.notice_days"),
        ("assemblies.extraordinary.quorum.fraction", "assemblies.sarl.extraordinary.quorum"),
        ("assemblies.extraordinary.second_call.quorum.fraction", "assemblies.sarl.extraordinary.second_call_quorum"),
    ),
    "scop sa": (("shares.paid_to_admit", "capital.scop_sa.paid_to_admit_minimum"),),
}
# The statutes may ask for as much or less.
AT_MOST = {
    "scop": (
        ("economy.surplus.labour_share_seniority.maximum", "surplus.scop.seniority_coefficient_maximum"),
        ("shares.maximum_capital_fraction", "capital.scop.maximum_fraction_of_one_member"),
        ("proxies.maximum", "proxies.small_electorate_maximum"),
        ("proxies.maximum_fraction", "proxies.maximum_fraction"),
    ),
    "scop sa": (("shares.balance_months", "capital.scop_sa.balance_months_maximum"),),
}
# What the law asks these forms to have; leaving it out would undo the bound above.
NEEDED = {
    "scop": (
        "economy.surplus.legal_reserve", "economy.surplus.development_fund", "economy.surplus.labour_share",
        "economy.surplus.reserves",
    ),
    "consumer": ("economy.surplus.legal_reserve",),
    "scic": ("economy.surplus.legal_reserve", "economy.surplus.statutory_reserve_of_rest"),
    "sa": (
        "assemblies.ordinary.quorum", "assemblies.extraordinary.quorum",
        "assemblies.extraordinary.second_call.quorum",
    ),
    "sarl": ("assemblies.extraordinary.quorum", "assemblies.extraordinary.second_call.quorum"),
}  # fmt: skip


def findings_on_law(document: Any, law: Law) -> list[Finding]:
    """Return every rule of the statutes that the law does not allow to this regime and legal form."""
    read = Reading(document)
    regime, form = read.value("identity.regime"), read.value("identity.legal_form")
    kinds = [kind for kind in (regime, form, f"{regime} {form}") if isinstance(kind, str)]
    found: list[Finding] = []
    for kind in kinds:
        found += [one for path, rule in AT_LEAST.get(kind, ()) for one in _bound(read, path, law.get(rule), "at least")]
        found += [one for path, rule in AT_MOST.get(kind, ()) for one in _bound(read, path, law.get(rule), "at most")]
        found += [one for path in NEEDED.get(kind, ()) for one in _needed(read, path, law, kind)]
    found += findings_on_majorities(read, law)
    found += _mandates(read, law)
    found += _interest(read, law) if regime == "scop" else []
    found += _colleges(read, law) if regime == "scic" else []
    return found


def _bound(read: Reading, path: str, rule: LawRule | None, side: str) -> Iterator[Finding]:
    written = read.number(path)
    value = Fraction(written) if written is not None else read.fraction(path)
    if value is None or rule is None:
        return
    if value < rule.fraction if side == "at least" else value > rule.fraction:
        yield Finding(steps_of(path), f"is {value}; the law asks for {side} {rule.value}.", rule.source)


def _needed(read: Reading, path: str, law: Law, kind: str) -> Iterator[Finding]:
    parent = path.rpartition(".")[0]
    if not isinstance(read.value(parent), dict):
        return
    if read.value(path) in (None, "none"):
        rules = [rule for bounded, rule in AT_LEAST.get(kind, ()) if bounded.startswith(path)]
        source = next((law[rule].source for rule in rules if rule in law), None)
        if path.endswith(("development_fund", "reserves")):
            source = law["surplus.scop.development_fund"].source if "surplus.scop.development_fund" in law else None
        yield Finding(steps_of(path), f"is missing; the law asks a cooperative of the kind {kind} for it.", source)


def _mandates(read: Reading, law: Law) -> Iterator[Finding]:
    rule = law.get("mandates.maximum_years")
    for place, group in read.groups("governance.bodies"):
        months = group.get("term_months")
        if rule is not None and type(months) is int and months > 12 * rule.value:
            steps = ("governance", "bodies", place, "term_months")
            yield Finding(steps, f"is {months}; the law allows at most {12 * rule.value}.", rule.source)


def _interest(read: Reading, law: Law) -> Iterator[Finding]:
    """Interest stays within what goes to the reserves and within what goes to the employees."""
    rule, interest = law.get("surplus.scop.interest_maximum"), read.fraction("economy.surplus.interest")
    if rule is None or interest is None:
        return
    for name, said in (("reserves", "the reserves"), ("labour_share", "the labour share")):
        other = read.fraction(f"economy.surplus.{name}")
        if other is not None and interest > other:
            yield Finding(
                steps_of("economy.surplus.interest"), f"is {interest}, above {said}; the law allows at most {other}.",
                rule.source,
            )  # fmt: skip


def _colleges(read: Reading, law: Law) -> Iterator[Finding]:
    fewest, least, most = (
        law.get(f"colleges.scic.{name}") for name in ("minimum_count", "weight_minimum", "weight_maximum")
    )
    colleges = list(read.groups("membership.colleges"))
    if fewest is not None and len(colleges) < fewest.value:
        yield Finding(
            ("membership", "colleges"), f"are {len(colleges)}; the law asks for at least {fewest.value}.", fewest.source
        )
    for place, group in colleges:
        weight = Reading(group).fraction("weight")
        if weight is not None and least and most and not least.fraction <= weight <= most.fraction:
            yield Finding(
                ("membership", "colleges", place, "weight"),
                f"is {weight}; the law asks for {least.value} to {most.value}.", least.source,
            )  # fmt: skip
