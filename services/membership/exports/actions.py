"""Exports the members as the very sheet that the import of members takes: sent back, it changes nothing."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import Select, and_, select

from services.commons.bindings import answers
from services.commons.requests import Chunk
from services.commons.sheets.formulas import guarded
from services.commons.storage import Unit, page_of
from services.membership import vocabulary
from services.membership.register.sheets import MemberRow
from services.membership.register.tables import Departure, Member, Membership, Party

from . import contract

# About a quarter of what one message carries.
PAGE = 1000
FIELDS = tuple(MemberRow().fields)
OF_PARTY = tuple(name for name in FIELDS if name in Party.__table__.c)


@answers(contract.export_members)
def export_members(unit: Unit, language: str, cursor: str | None) -> Chunk:
    """Write a page of memberships by number and day, the first with the headings."""
    key = [Member.number, Membership.starts_on]
    page = page_of(unit.session, _memberships(), key=key, limit=PAGE, cursor=cursor, scalars=False)
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    if cursor is None:
        # A spreadsheet takes UTF-8 for something else without the mark.
        text.write("\ufeff")
        writer.writerow([_heading(name, language) for name in FIELDS])
    writer.writerows(_cells(row._mapping) for row in page.data)
    return Chunk(text.getvalue(), "text/csv", page.next_cursor, "members.csv")


def _memberships() -> Select[Any]:
    ended = and_(Departure.membership_id == Membership.id, Departure.annulled_on.is_(None))
    own = [Party.__table__.c[name] for name in OF_PARTY if name != "external_id"]
    return (
        select(Party.id, Party.external_id, *own, Member.number, Membership.category, Membership.college,
               Membership.starts_on, Membership.ends_on.label("left_on"), Departure.reason.label("left_reason"))
        .select_from(Membership).join(Member, Member.id == Membership.member_id)
        .join(Party, Party.id == Member.id).outerjoin(Departure, ended)
    )  # fmt: skip


def _cells(row: Mapping[str, Any]) -> Iterable[str]:
    """Return the cells of a row; who has no id of another system is known by the one here."""
    known = {**row, "external_id": row["external_id"] or row["id"], "joined_on": row["starts_on"]}
    return [guarded("" if known.get(name) is None else str(known[name])) for name in FIELDS]


def _heading(name: str, language: str) -> str:
    return vocabulary.MEMBER[name][0] if language == "fr" else name
