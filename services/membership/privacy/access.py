"""Gathers everything that is held about one person in membership, table by table (GDPR, article 15)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, Table, func, or_, select

from services.commons.audit import Audited, audited_tables
from services.commons.audit.tables import Change
from services.commons.contract import CONTRACTS, load_contracts
from services.commons.documents.said import Said
from services.commons.documents.wording import worded
from services.commons.storage import Unit, tables_of
from services.membership.audit.reading import shown
from services.membership.register.as_of import member_on

from .holdings import ELSEWHERE, HOLDINGS, OTHER
from .retention import due_of, ties_of
from .tables import Pseudonymisation

MOST_ROWS = 5_000
# A sign-in under way is gone after a day: what is in it opens the door to whoever reads it before.
PASSING = frozenset({"sign_ins"})
# How columns of persons are called where nothing else says whose a row is.
PERSONS = ("member_id", "person_id", "party_id")


@dataclass(frozen=True)
class Kept:
    """A table that may hold rows about a person: by which columns, and which of its values are not to be read."""

    table: Table
    room: str
    words: str
    subjects: tuple[str, ...]
    personal: tuple[str, ...]
    withheld: tuple[str, ...]


def kept_tables() -> Iterator[Kept]:
    """List the tables of membership whose rows concern persons, with the room of each.

    Digests are withheld wherever they stand: short secrets and addresses can be guessed from them.
    """
    base = tables_of("membership")
    declared = audited_tables(base.metadata)
    for mapper in sorted(base.registry.mappers, key=lambda one: one.class_.__tablename__):
        table: Table = mapper.class_.__table__
        if table.name in PASSING:
            continue
        room = mapper.class_.__module__.split(".")[2]
        one = declared.get(table.name)
        if one is None:
            persons = tuple(name for name in PERSONS if name in table.c)
            one = Audited(table.name.replace("_", " "), (), persons, (), ())
        if one.subjects:
            withheld = {*one.withheld, *(name for name in table.c.keys() if "hash" in name)}
            yield Kept(table, room, one.words, one.subjects, one.personal, tuple(sorted(withheld)))


def everything_about(unit: Unit, party_id: str, language: str) -> dict[str, Any]:
    """Return everything held about a person as a JSON value, in the words of a language where it explains.

    No table gives more than ``MOST_ROWS`` rows, nor the trail as many changes; where there are more, ``truncated`` and
    ``changes_truncated`` say so.
    """

    def say(text: Said) -> str:
        return worded(text, language)

    due, erased = due_of(unit, party_id), unit.session.get(Pseudonymisation, party_id)
    changes = _changes(unit, party_id)
    return {
        "cooperative": str(unit.rules.statutes("identity.name").value), "made_on": unit.today.isoformat(),
        "person": _plain(member_on(unit.session, party_id, unit.today) or {}),
        "retention": {
            "ties": ties_of(unit, party_id), "due_on": due[0].isoformat() if due else None,
            "article": due[1] if due else None,
            "pseudonymised_on": erased.done_on.isoformat() if erased else None,
        },
        "held": [
            {"room": kept.room, "table": kept.table.name, "what": kept.words, "purpose": say(holding.purpose),
             "ground": say(holding.ground), "source": say(holding.source), "confidential": list(kept.withheld),
             "truncated": len(rows) > MOST_ROWS, "rows": rows[:MOST_ROWS]}
            for kept in kept_tables() if (rows := _rows(unit, kept, party_id))
            for holding in [HOLDINGS.get(kept.room, OTHER)]
        ],
        "changes_truncated": len(changes) > MOST_ROWS, "changes": changes[:MOST_ROWS],
        "elsewhere": [
            {"service": one.service, "what": say(one.what), "kept": say(one.kept),
             "ask": [_path(one.service, name, party_id) for name in one.operations]}
            for one in ELSEWHERE
        ],
    }  # fmt: skip


def _rows(unit: Unit, kept: Kept, party_id: str) -> list[dict[str, Any]]:
    """Return the rows about a person; what is personal in those of somebody else is that one's, and left out."""
    said = func.to_jsonb(kept.table.table_valued())
    first, *others = (_is(kept.table, subject, party_id) for subject in kept.subjects)
    statement: Select[Any] = select(said.label("row"), first.label("own")).where(or_(first, *others))
    found = unit.session.execute(statement.order_by(*kept.table.primary_key).limit(MOST_ROWS + 1)).all()
    return [
        {name: value for name, value in one.row.items()
         if name not in kept.withheld and (one.own or name not in kept.personal)}
        for one in found
    ]  # fmt: skip


def _is(table: Table, subject: str, party_id: str) -> Any:
    column, _, through = subject.partition(">")
    if not through:
        return func.coalesce(table.c[column] == party_id, False)
    name, _, owner = through.partition(".")
    parent = table.metadata.tables[name]
    return func.coalesce(table.c[column].in_(select(parent.c.id).where(parent.c[owner] == party_id)), False)


def _changes(unit: Unit, party_id: str) -> list[dict[str, Any]]:
    """Return the trail of a person's own rows, oldest first: who did what; the values stand in the rows."""
    mine = select(Change).where(Change.parties.contains([party_id]), Change.parties[1] == party_id)
    rows = unit.session.scalars(mine.order_by(Change.seq).limit(MOST_ROWS + 1)).all()
    return [
        {name: _plain(one[name]) for name in
         ("seq", "at", "actor", "operation", "reason", "change", "what", "before", "after", "withheld")}
        for one in shown(unit.session, rows)
    ]  # fmt: skip


def _path(service: str, operation: str, party_id: str) -> str:
    declared = (CONTRACTS if service in CONTRACTS else load_contracts())[service].operations[operation]
    path = declared.path.replace("{member_id}", party_id).replace("{auxiliary}", party_id)
    return f"{declared.method} {path}"


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _plain(one) for name, one in value.items()}
    return value.isoformat() if isinstance(value, date) else value
