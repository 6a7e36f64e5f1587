"""Reads what law and statutes ask of an assembly: its notice, its quorum, its majority."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from services.commons.refusals import StatutesSilent
from services.commons.rulebook import Rule, Rules
from services.commons.storage import Unit
from services.voting.assemblies.tables import Assembly


@dataclass(frozen=True)
class Terms:
    """The rules of one call of one assembly, on the day it sits, each with its article."""

    notice: Rule
    quorum: Rule
    majority: Rule

    @property
    def quorum_fraction(self) -> Fraction | None:
        """The share of the votes that must be there; None when none is asked for."""
        return None if self.quorum.value is None else Fraction(str(self.quorum.value["fraction"]))


def terms_of(unit: Unit, assembly: Assembly) -> Terms:
    """Return the terms of an assembly; where the law of its form is stricter, the law's."""
    rules = unit.rules_on(assembly.held_on)
    kind = f"assemblies.{assembly.kind}"
    call = kind if assembly.call == 1 else f"{kind}.second_call"
    majority = rules.statutes(f"{kind}.majority")
    if assembly.call == 2:
        second = rules.statutes(f"{call}.majority", {})
        majority = second if second.value else majority
    notice, quorum = rules.statutes(f"{call}.notice_days"), rules.statutes(f"{call}.quorum")
    if rules.statutes("identity.legal_form", "").value == "sa":
        notice, quorum = _law_of_sa(rules, assembly, notice, quorum)
    return Terms(notice, quorum, majority)


def _law_of_sa(rules: Rules, assembly: Assembly, notice: Rule, quorum: Rule) -> tuple[Rule, Rule]:
    """Return the stricter of statutes and law for a public limited company."""
    lawful = _law(rules, "assemblies.sa.notice_days" if assembly.call == 1 else "assemblies.sa.second_call_notice_days")
    if lawful and lawful.value > notice.value:
        notice = lawful
    which = "quorum" if assembly.call == 1 else "second_call_quorum"
    lawful = _law(rules, f"assemblies.sa.{assembly.kind}.{which}")
    held: Any = quorum.value["fraction"] if quorum.value else "0"
    if lawful and lawful.fraction > Fraction(str(held)):
        quorum = Rule(lawful.path, {"base": "entitled", "fraction": str(lawful.value)}, lawful.article)
    return notice, quorum


def _law(rules: Rules, path: str) -> Rule | None:
    """Return a rule of law, or None where the law has none."""
    try:
        return rules.law(path)
    except StatutesSilent:
        return None
