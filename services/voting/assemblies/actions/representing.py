"""Finds who acts for an organisation that takes part, within what the register and the statutes say."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from sqlalchemy import select

from services.commons.clock import legal_day
from services.commons.rulebook import Rule
from services.commons.storage import Unit
from services.voting.assemblies.contract.representing import (
    ActsInPerson,
    NobodyNamed,
    NotRepresentative,
    RepresentsTooMany,
)
from services.voting.assemblies.tables import Assembly, PresenceEntry
from services.voting.rolls.actions.representing import in_force, representations_of
from services.voting.rolls.tables import Representation

# member → the kind of the last line, its moment, and who acts
Last = dict[str, tuple[str, Any, str | None]]


def represent(
    unit: Unit, assembly: Assembly, lines: list[dict[str, Any]], last: Callable[[set[str]], Last]
) -> list[str]:
    """Say on each line that is to be recorded who acts for the member; return the organisations that name nobody.

    One person acts for several organisations only where the statutes allow it; ``last`` reads the journal.
    """
    named = representations_of(unit, {line["member_id"] for line in lines})
    for line in lines:
        line["represented_by"] = _who(unit, assembly, line, named) if line["kind"] != "leave" else None
    _check_many(unit, assembly, lines, last)
    nobody = (line["member_id"] for line in lines if line["kind"] != "leave" and line["represented_by"] is None)
    return sorted(named.keys() & set(nobody))


def expected(unit: Unit, assembly: Assembly, member_ids: Iterable[str]) -> dict[str, str]:
    """Return who is to act for the organisations among these members, by the register, on the assembly's day."""
    found = representations_of(unit, member_ids)
    acting = {member_id: in_force(named, assembly.id, assembly.held_on) for member_id, named in found.items()}
    return {member_id: one.person_id for member_id, one in acting.items() if one is not None}


def _who(unit: Unit, assembly: Assembly, line: dict[str, Any], named: dict[str, list[Representation]]) -> str | None:
    member_id, said, on = line["member_id"], line["represented_by"], legal_day(line["at"])
    if member_id not in named:
        if said is not None:
            article = unit.rules.statutes("proxies", {}).article
            raise ActsInPerson(member_id=member_id, article=article)
        return None
    acting = in_force(named[member_id], assembly.id, on)
    if said is not None and (acting is None or acting.person_id != said):
        raise NotRepresentative(
            person_id=said, member_id=member_id, on=on, why=_why(named[member_id], acting, said, on),
            article=_rule(unit, assembly, "named", False).article,
        )  # fmt: skip
    if acting is None:
        rule = _rule(unit, assembly, "named", False)
        if rule.value:
            raise NobodyNamed(member_id=member_id, on=on, article=rule.article)
        return None
    return acting.person_id


def _why(named: list[Representation], acting: Representation | None, said: str, on: date) -> str:
    ended = [row.until for row in named if row.person_id == said and row.until and row.since <= row.until < on]
    if ended:
        return f"that ended on {max(ended)}"
    return f"{acting.person_id} does" if acting is not None else "the register names nobody for it"


def _check_many(
    unit: Unit, assembly: Assembly, lines: list[dict[str, Any]], last: Callable[[set[str]], Last]
) -> None:
    persons = {line["represented_by"] for line in lines} - {None}
    if not persons:
        return
    rule = _rule(unit, assembly, "maximum", 1)
    acted = select(PresenceEntry.member_id).where(
        PresenceEntry.assembly_id == assembly.id, PresenceEntry.represented_by.in_(persons)
    )
    acting: dict[str | None, set[str]] = defaultdict(set)
    for member_id, (kind, _, person_id) in last(set(unit.session.scalars(acted))).items():
        if kind != "leave":
            acting[person_id].add(member_id)
    for line in lines:
        for held in acting.values():
            held.discard(line["member_id"])
        if (person_id := line["represented_by"]) is None:
            continue
        if len(acting[person_id]) >= int(rule.value):
            raise RepresentsTooMany(
                person_id=person_id, member_id=line["member_id"], held=len(acting[person_id]), maximum=rule.value,
                article=rule.article,
            )  # fmt: skip
        acting[person_id].add(line["member_id"])


def _rule(unit: Unit, assembly: Assembly, name: str, default: Any) -> Rule:
    """Read what the statutes say of representatives in assemblies."""
    return unit.rules_on(assembly.held_on).statutes(f"assemblies.representatives.{name}", default)
