"""Reads what law and statutes ask of an assembly, or of one part of it: its notice, its quorum, its majority."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from sqlalchemy import select

from services.commons.refusals import StatutesSilent
from services.commons.rulebook import Rule, Rules
from services.commons.storage import Unit
from services.voting.assemblies.rules import parts_of_kind
from services.voting.assemblies.tables import AgendaItem, Assembly
from services.voting.tally.law import default_majority


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


def terms_of(unit: Unit, assembly: Assembly, part: str | None = None) -> Terms:
    """Return the terms of a part of an assembly; where the law of the cooperative's form is stricter, the law's.

    ``part`` is ``ordinary`` or ``extraordinary``: the rules that an item of the agenda is decided by (``part_of``).
    Only a mixed assembly has both; without ``part`` it is the first.
    """
    part = part or parts_of_kind(assembly.kind)[0]
    rules = unit.rules_on(assembly.held_on)
    kind = f"assemblies.{part}"
    call = kind if assembly.call == 1 else f"{kind}.second_call"
    majority = rules.statutes(f"{kind}.majority", {})
    if assembly.call == 2:
        second = rules.statutes(f"{call}.majority", {})
        majority = second if second.value else majority
    majority = majority if majority.value else default_majority(rules, part, assembly.call)
    notice, quorum = rules.statutes(f"{call}.notice_days"), rules.statutes(f"{call}.quorum")
    if rules.statutes("identity.legal_form", "").value == "sa":
        notice, quorum = _law_of_sa(rules, assembly, part, notice, quorum)
    return Terms(notice, quorum, majority)


def part_of(unit: Unit, assembly: Assembly, agenda_item_id: str) -> str:
    """Return by which rules what stands under an item is decided: ``ordinary`` or ``extraordinary``."""
    if len(parts_of_kind(assembly.kind)) == 1:
        return parts_of_kind(assembly.kind)[0]
    return unit.session.get_one(AgendaItem, agenda_item_id).part


def parts_of(unit: Unit, assembly: Assembly) -> list[str]:
    """Return the parts that the agenda of an assembly has; those of its kind while the agenda is empty."""
    if len(parts_of_kind(assembly.kind)) == 1:
        return list(parts_of_kind(assembly.kind))
    found = unit.session.scalars(
        select(AgendaItem.part).where(AgendaItem.assembly_id == assembly.id).distinct().order_by(AgendaItem.part.desc())
    ).all()
    return list(found) or list(parts_of_kind(assembly.kind))


def notice_of(unit: Unit, assembly: Assembly) -> Rule:
    """Return how many days before it sits the members must be called: for several parts, the longest notice of them."""
    notices = [terms_of(unit, assembly, part).notice for part in parts_of(unit, assembly)]
    return max(notices, key=lambda notice: int(notice.value))


def _law_of_sa(rules: Rules, assembly: Assembly, part: str, notice: Rule, quorum: Rule) -> tuple[Rule, Rule]:
    """Return the stricter of statutes and law for a public limited company."""
    lawful = _law(rules, "assemblies.sa.notice_days" if assembly.call == 1 else "assemblies.sa.second_call_notice_days")
    if lawful and lawful.value > notice.value:
        notice = lawful
    which = "quorum" if assembly.call == 1 else "second_call_quorum"
    lawful = _law(rules, f"assemblies.sa.{part}.{which}")
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
