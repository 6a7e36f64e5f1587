"""Erases who somebody is, in every table that says what is personal in it, and in the trail."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Table, func, null, or_, select, update
from sqlalchemy.types import Text

from services.commons.audit import Audited, audited_tables
from services.commons.audit.tables import Change, PersonalChange
from services.commons.storage import Unit, tables_of
from services.membership.register.tables import Party

from .erasing import ERASINGS

# An organisation is no person: its name and number are public, who answers there is not.
OF_ORGANISATIONS = frozenset({"email", "phone"})


def erase(unit: Unit, party_id: str) -> dict[str, int]:
    """Blank the personal columns of every row that is first of all this party's; return how many rows by table."""
    kind = unit.session.scalar(select(Party.kind).where(Party.id == party_id))
    erased = {}
    tables = tables_of("membership").metadata
    for name, declared in sorted(audited_tables(tables).items()):
        table = tables.tables[name]
        columns = list(declared.personal)
        if name == Party.__tablename__ and kind == "organisation":
            columns = [one for one in columns if one in OF_ORGANISATIONS]
        if columns:
            erased[name] = _blank(unit, table, declared, columns, party_id)
    for what in sorted(ERASINGS):
        erased[what] = ERASINGS[what](unit, party_id)
    return {name: count for name, count in erased.items() if count}


def erase_from_trail(unit: Unit, party_id: str) -> int:
    """Blank the personal values of the trail's changes that are first of all this party's; return how many."""
    unit.session.flush()
    unit.session.execute(select(func.set_config("rochdale.erasing", party_id, True)))
    # By the index of all whom a change concerns, then whose it is first.
    mine = select(Change.seq).where(Change.parties.contains([party_id]), Change.parties[1] == party_id)
    done = unit.session.execute(
        update(PersonalChange).where(PersonalChange.seq.in_(mine), PersonalChange.erased_at.is_(None))
        .values(before=null(), after=null(), erased_at=unit.now).execution_options(synchronize_session=False)
    )  # fmt: skip
    return int(done.rowcount)  # type: ignore[attr-defined]


def blank_of(table: Table, column: str) -> Any:
    """Return what stands in an erased column: nothing, an empty text, or the row's own id where each is another."""
    described = table.c[column]
    if described.nullable:
        return null()
    assert isinstance(described.type, Text), f"{table.name}.{column} cannot be erased"
    return table.c.id if described.unique else ""


def _blank(unit: Unit, table: Table, declared: Audited, columns: list[str], party_id: str) -> int:
    values = {column: blank_of(table, column) for column in columns}
    filled = [table.c[column].is_distinct_from(value) for column, value in values.items()]
    first = declared.subjects[0]
    column, _, through = first.partition(">")
    whose = table.c[column] == party_id
    if through:
        name, _, owner = through.partition(".")
        parent = table.metadata.tables[name]
        whose = table.c[column].in_(select(parent.c.id).where(parent.c[owner] == party_id))
    done = unit.session.execute(update(table).where(whose, or_(*filled)).values(values))
    return int(done.rowcount)  # type: ignore[attr-defined]
