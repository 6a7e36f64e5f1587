"""Makes rolls and commits to them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.dialects.postgresql import distinct_on

from services.commons.canonical import canonical
from services.commons.ids import new_id
from services.commons.merkle import merkle_root
from services.commons.rulebook import Rules
from services.commons.storage import Unit
from services.commons.workers.offload import offload
from services.voting.assemblies.tables import Assembly
from services.voting.rolls.actions.delegates import delegates_of
from services.voting.rolls.actions.members import entitled_on
from services.voting.rolls.actions.weighing import weigh
from services.voting.rolls.contract.refusals import WithoutCollege
from services.voting.rolls.tables import Elector, Roll, RollEntry

Entry = dict[str, Any]


def make_roll(unit: Unit, assembly: Assembly, kind: str, as_of: date) -> Roll:
    """Make the first version of a roll from the voting members of a day, or from the delegates among them."""
    return keep_roll(unit, assembly, kind, 1, as_of, electors_on(unit, assembly, as_of))


def electors_on(unit: Unit, assembly: Assembly, day: date, *among: str) -> list[Entry]:
    """Return the voting members of a day with their colleges, all of them or some, in the order of their ids."""
    columns = (Elector.member_id, Elector.number, Elector.category, Elector.college)
    found = select(*columns).where(entitled_on(day))
    if among:
        found = found.where(Elector.member_id.in_(among))
    rows = unit.session.execute(
        found.ext(distinct_on(Elector.member_id)).order_by(Elector.member_id, Elector.admitted_on.desc())
    )
    sent = delegates_of(unit, assembly.id)
    entries = [dict(row._mapping) for row in rows if sent is None or row.member_id in sent]
    return _in_colleges(unit.rules_on(assembly.held_on), assembly, entries)


def keep_roll(unit: Unit, assembly: Assembly, kind: str, version: int, as_of: date, entries: list[Entry]) -> Roll:
    """Write a roll and its entries with their votes, and the Merkle root over them in the order of member ids."""
    weighing = weigh(unit, unit.rules_on(assembly.held_on), as_of, entries)
    leaves = [leaf(entry) for entry in sorted(entries, key=lambda entry: entry["member_id"])]
    roll = Roll(
        id=new_id("rol"), assembly_id=assembly.id, kind=kind, version=version, as_of=as_of, size=len(entries),
        votes=sum(entry["weight"] for entry in entries), root=offload(merkle_root, leaves), weighing=weighing,
        made_at=unit.now,
    )  # fmt: skip
    unit.session.add(roll)
    unit.session.flush()
    if entries:
        unit.session.execute(insert(RollEntry), [{**entry, "roll_id": roll.id} for entry in entries])
    return roll


def leaf(entry: Entry) -> bytes:
    """Return what is committed to of one elector, as canonical JSON."""
    return canonical({name: entry[name] for name in ("member_id", "number", "category", "college", "weight")})


def current_roll(unit: Unit, assembly_id: str, kind: str | None = None) -> Roll | None:
    """Return the latest roll: the final one if there is one, else the provisional one, or the kind asked for."""
    wanted = select(Roll).where(Roll.assembly_id == assembly_id)
    if kind is not None:
        wanted = wanted.where(Roll.kind == kind)
    # "final" sorts before "provisional".
    return unit.session.scalars(wanted.order_by(Roll.kind, Roll.version.desc()).limit(1)).first()


def entries_of(unit: Unit, roll_id: str) -> list[Entry]:
    """Return the entries of a roll in the order of member ids."""
    table = RollEntry.__table__
    columns = (table.c.member_id, table.c.number, table.c.category, table.c.college, table.c.weight)
    # Byte order, as Python sorts: a collation of the database must not change a commitment.
    rows = select(*columns).where(table.c.roll_id == roll_id).order_by(table.c.member_id.collate("C"))
    return [dict(row._mapping) for row in unit.session.execute(rows)]


def weights_of(unit: Unit, roll_id: str, member_ids: Iterable[str]) -> dict[str, int]:
    """Return the votes of those of these members who are on the roll."""
    found = unit.session.execute(
        select(RollEntry.member_id, RollEntry.weight).where(
            RollEntry.roll_id == roll_id, RollEntry.member_id.in_(list(member_ids))
        )
    )
    return {row.member_id: row.weight for row in found}


def _in_colleges(rules: Rules, assembly: Assembly, entries: list[Entry]) -> list[Entry]:
    """Put each elector into the college of the register, else of its category; without one it could not vote."""
    colleges = rules.statutes("membership.colleges", [])
    known = {one["slug"] for one in colleges.value}
    if not known:
        return entries
    by_category = {one["slug"]: one.get("college") for one in rules.statutes("membership.categories", []).value}
    for entry in entries:
        entry["college"] = entry["college"] or by_category.get(entry["category"])
    if lost := sorted(entry["member_id"] for entry in entries if entry["college"] not in known):
        raise WithoutCollege(assembly_id=assembly.id, number=len(lost), member_ids=", ".join(lost[:10]),
                             article=colleges.article)  # fmt: skip
    return entries
