"""Merges two rows of the register, and lists who is likely to stand there twice."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select, update

from services.commons.bindings import answers
from services.commons.ids import new_id
from services.commons.storage import Listed, Unit, page_of
from services.membership.admissions.steps import paid_by
from services.membership.contacts.keeping import OWN, add_other
from services.membership.logins.ending import end_logins
from services.membership.register import parties
from services.membership.register.admitting import give_number
from services.membership.register.changing import told_of_change, will_change
from services.membership.register.contract.refusals import MembershipsOverlap
from services.membership.register.rules import Period, overlapped_by
from services.membership.register.tables import Member, Membership, Party
from services.membership.statutes.tables import ShareHolding

from . import apart, contract, deceased, telling  # noqa: F401 – they register themselves
from .joining import keeps_the_survivors, merges_column, move_all, stays_behind
from .likely import likely
from .tables import Merge

for _table, _column in (
    ("paid_shares", "member_id"), ("enrolments", "replaced_by"), ("enrolments", "stands_in_for"),
    ("attendance_marks", "leader_id"),
):  # fmt: skip
    merges_column(_table, _column)
# A note keeps whose hand it is in. What the ledger told of shares stays too: whoever holds any has survived.
# What tills were told of the one who is merged, they are told anew: that it shops no more.
for _table in ("tutoring_notes", "share_holdings", "leaver_redemptions", "standings_told"):
    stays_behind(_table)
for _table, _column in (
    ("minors", "member_id"), ("lapses_told", "member_id"), ("shift_reminders", "member_id"),
):  # fmt: skip
    keeps_the_survivors(_table, _column)


@answers(contract.list_duplicates)
def list_duplicates(unit: Unit, limit: int, cursor: str | None) -> Listed:
    """List pairs by their ids."""
    statement = likely()
    pair = statement.selected_columns
    page = page_of(
        unit.session, statement, key=[pair.member_id, pair.duplicate_id], limit=limit, cursor=cursor, scalars=False
    )
    rows = [row._mapping for row in page.data]
    return Listed(
        [{"member_id": row["member_id"], "duplicate_id": row["duplicate_id"],
          "signs": [sign for sign in contract.SIGNS if row[sign]]} for row in rows],
        page.next_cursor,
    )  # fmt: skip


@answers(contract.list_merges)
def list_merges(unit: Unit, limit: int, cursor: str | None) -> Listed:
    """List merges in the order in which they were made."""
    return page_of(unit.session, select(Merge), key=[Merge.id], limit=limit, cursor=cursor)


@answers(contract.merge_members)
def merge_members(unit: Unit, member_id: str, body: dict[str, Any]) -> Merge:
    """Merge two, whichever of them was named: whose shares the books hold stays, else the older one.

    The books never change: who holds shares keeps the id under which they stand there.
    """
    duplicate_id = body["duplicate_id"]
    if member_id == duplicate_id:
        raise contract.MergesItself(member_id=member_id)
    parties.lock_all(unit, [member_id, duplicate_id])
    both = [parties.locked(unit, one) for one in (member_id, duplicate_id)]
    numbers = {one.id: _number(unit, one.id) for one in both}
    survivor, merged = _ranked(unit, both, numbers)
    _check_periods(unit, survivor.id, merged.id)
    end_logins(unit, merged.id, "merged")
    if numbers[survivor.id] is None and numbers[merged.id] is not None:
        # Memberships hang on a number, and the one of the other is reserved for ever.
        numbers[survivor.id] = give_number(unit, survivor.id)
    moved = move_all(unit, survivor.id, merged.id)
    _take_over_details(unit, survivor, merged)
    unit.session.execute(update(Party).where(Party.merged_into == merged.id).values(merged_into=survivor.id))
    merged.merged_into, merged.applied_on, merged.changed_at = survivor.id, None, unit.now
    row = Merge(
        id=new_id("mrg"), survivor_id=survivor.id, merged_id=merged.id, number=numbers[survivor.id],
        merged_number=numbers[merged.id], reason=body["reason"], merged_on=unit.today, moved=moved,
        recorded_at=unit.now,
    )  # fmt: skip
    unit.session.add(row)
    unit.session.flush()
    _tell(unit, row)
    return row


def _number(unit: Unit, party_id: str) -> int | None:
    return unit.session.scalar(select(Member.number).where(Member.id == party_id))


def _ranked(unit: Unit, both: list[Party], numbers: dict[str, int | None]) -> tuple[Party, Party]:
    one, other = both
    if one.kind != other.kind:
        raise contract.KindsDiffer(member_id=one.id, kind=one.kind, duplicate_id=other.id, other=other.kind)
    holds = {party.id: _holds_shares(unit, party.id) for party in both}
    if all(holds.values()):
        article = unit.rules.statutes("shares", None).article
        raise contract.BothHoldShares(member_id=one.id, duplicate_id=other.id, article=article)

    def rank(party: Party) -> tuple[bool, bool, int, Any, str]:
        number = numbers[party.id]
        return not holds[party.id], number is None, number or 0, party.recorded_at, party.id

    survivor, merged = sorted(both, key=rank)
    return survivor, merged


def _holds_shares(unit: Unit, party_id: str) -> bool:
    """Say whether the ledger has told of shares that somebody holds; those that were repaid are held no more."""
    holding = unit.session.get(ShareHolding, party_id)
    return holding.held > 0 if holding is not None else paid_by(unit, party_id).minor > 0


def _check_periods(unit: Unit, survivor_id: str, merged_id: str) -> None:
    rows = unit.session.scalars(select(Membership).where(Membership.member_id.in_([survivor_id, merged_id]))).all()
    held = [Period(row.starts_on, row.ends_on) for row in rows if row.member_id == survivor_id]
    for row in rows:
        overlapped = overlapped_by(Period(row.starts_on, row.ends_on), held)
        if row.member_id == merged_id and overlapped is not None:
            ends_on = overlapped.ends_on or "further notice"
            article = unit.rules.statutes("membership").article
            raise MembershipsOverlap(article=article, member_id=survivor_id, starts_on=overlapped.starts_on,
                                     ends_on=ends_on)  # fmt: skip


def _take_over_details(unit: Unit, survivor: Party, merged: Party) -> None:
    """Complete what the survivor lacks; another e-mail address or phone number becomes one more address."""
    held = {name: getattr(survivor, name) for name in (*parties.DETAILS, "external_id", "applied_on")}
    news = {name: getattr(merged, name) for name, value in held.items() if value is None and getattr(merged, name)}
    if survivor.kind != "organisation":
        news.pop("name", None)
    if "external_id" in news:
        # A sheet knows the one by it; it goes over, since it stands once.
        merged.external_id = None
        unit.session.flush()
    until = [one for one in (survivor.linked_organisation_until, merged.linked_organisation_until) if one]
    if until:
        news["linked_organisation_until"] = max(until)
    will_change(unit, survivor.id, frozenset(news))
    for channel in OWN:
        value = getattr(merged, channel)
        if value is not None and channel not in news and value.lower() != str(held[channel]).lower():
            add_other(unit, survivor.id, channel, value)
    parties.change(unit, survivor.id, news)
    unit.session.refresh(survivor)
    told_of_change(unit, survivor.id)


def _tell(unit: Unit, row: Merge) -> None:
    latest = select(Membership).where(Membership.member_id == row.survivor_id).order_by(Membership.starts_on.desc())
    period = unit.session.scalar(latest.limit(1))
    unit.emit(contract.member_merged, f"members/{row.merged_id}", {
        "merge_id": row.id, "member_id": row.survivor_id, "merged_id": row.merged_id, "merged_on": row.merged_on,
        "number": row.number, "merged_number": row.merged_number, "category": period and period.category,
        "college": period and period.college, "admitted_on": period and (period.joined_on or period.starts_on),
        "left_on": period and period.ends_on,
    })  # fmt: skip
