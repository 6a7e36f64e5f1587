"""Who decides in a cooperative: its assembly, the bodies of its statutes and its working groups."""

from __future__ import annotations

from datetime import date
from typing import Any

from services.commons.storage import Unit
from services.membership.governance.groups import groups_open

from .contract.refusals import UnknownOrgan
from .rules import ASSEMBLY, ASSEMBLY_LEVEL, GROUP_LEVEL, Organ


def organs_on(unit: Unit, day: date) -> list[Organ]:
    """Return every organ of a day, by level: the assembly, the bodies, the working groups that are open."""
    bodies = unit.rules_on(day).statutes("governance.bodies", []).value
    return [
        Organ("assembly", ASSEMBLY, "General assembly", ASSEMBLY_LEVEL),
        *(Organ("body", one["slug"], one.get("name", one["slug"]), one.get("level")) for one in bodies),
        *(Organ("group", slug, name, GROUP_LEVEL) for slug, name in sorted(groups_open(unit, day).items())),
    ]


def organ_named(unit: Unit, kind: str, slug: str, day: date) -> Organ:
    """Return an organ of a day, or refuse."""
    for organ in organs_on(unit, day):
        if (organ.kind, organ.slug) == (kind, slug):
            return organ
    raise UnknownOrgan(kind=kind, organ=slug, on=day, article=unit.rules_on(day).statutes("governance").article)


def plain(organ: Organ) -> dict[str, Any]:
    """Return an organ as the API shows it."""
    return {"kind": organ.kind, "slug": organ.slug, "name": organ.name}
