"""Records revenue of activities, and shows what each earned, cost and contributed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.dialects.postgresql import insert

from services.commons.bindings import answers, follows
from services.commons.events.received import Event
from services.commons.ids import new_id
from services.commons.jobs import Line, Verdict
from services.commons.money import Money
from services.commons.storage import Listed, Unit, page_of
from services.ledger.accounts.chart import accounts_named
from services.ledger.contributions import contract
from services.ledger.contributions.tables import Activity, Contribution, Revenue
from services.ledger.csv_lines import amount_cell, csv_lines, day_cell, money_of, text_cell
from services.ledger.journal.posting import hold_the_book, post, share_the_book
from services.ledger.journal.rules import Draft, credit, debit
from services.ledger.journal.tables import Entry, EntryLine, entry_id
from services.membership.activities.contract import activity_opened

CUSTOMERS, SERVICES_SOLD, VAT_COLLECTED, INTERNAL_CHARGES = "411", "706", "44571", "186"


@dataclass(frozen=True)
class RevenueLine:
    """One line of a file of revenue; amounts are decimals in the cooperative's currency."""

    activity: str
    day: date
    amount: str
    vat: str | None
    external_id: str


@answers(contract.record_revenue)
def record_revenue(unit: Unit, activity_id: str, body: dict[str, Any]) -> dict[str, Any]:
    """Record one revenue; the same one again answers what was recorded."""
    share_the_book(unit)
    activity = unit.session.get(Activity, activity_id)
    if activity is None:
        raise contract.UnknownActivity(activity=activity_id)
    # Two requests with one external id: the second waits here and finds the first one's row.
    key = func.hashtextextended(f"revenue|{body['external_id']}", 17)
    unit.session.execute(select(func.pg_advisory_xact_lock(key)))
    vat = body["vat"] if body["vat"] is not None else Money(0, body["amount"].currency)
    row, _ = _record(unit, [_Earned(activity, body["date"], body["amount"], vat, body["external_id"])])[0]
    return _shown(unit, row)


def revenue_lines(content: bytes, arguments: dict[str, Any]) -> list[Line]:
    """Read ``activity,date,amount,external_id[,vat]``; the activity by its code or id."""
    return csv_lines(
        content, needed=("activity", "date", "amount", "external_id"), optional=("vat",), read=_revenue_line
    )


def _revenue_line(row: dict[str, str]) -> RevenueLine:
    return RevenueLine(
        text_cell(row["activity"], "activity"), day_cell(row["date"]), amount_cell(row["amount"]),
        amount_cell(row["vat"], "vat") if row.get("vat") else None, text_cell(row["external_id"], "external_id", 80),
    )  # fmt: skip


def import_lines(unit: Unit, values: Sequence[RevenueLine], dry_run: bool) -> list[Verdict]:
    """Record the revenue of many lines, and skip what was recorded before."""
    hold_the_book(unit)
    activities = _named(unit, [value.activity for value in values])
    earned = [
        _Earned(
            activities[value.activity], value.day, money_of(value.amount, unit.currency),
            money_of(value.vat, unit.currency) if value.vat else Money(0, unit.currency), value.external_id,
        )
        for value in values
    ]  # fmt: skip
    return [Verdict("created" if new else "skipped", row.id) for row, new in _record(unit, earned)]


@answers(contract.import_revenues, items=revenue_lines, together=import_lines)
def import_line(unit: Unit, value: RevenueLine, dry_run: bool) -> Verdict:
    """Record one line's revenue, or skip it when it was recorded before."""
    return import_lines(unit, [value], dry_run)[0]


def _named(unit: Unit, names: Sequence[str]) -> dict[str, Activity]:
    """Return activities by the codes or ids that name them; a code goes before an id."""
    found = unit.session.scalars(select(Activity).where(or_(Activity.code.in_(names), Activity.id.in_(names)))).all()
    by_name = {one.id: one for one in found} | {one.code: one for one in found}
    for name in names:
        if name not in by_name:
            raise contract.UnknownActivity(activity=name)
    return by_name


@dataclass(frozen=True)
class _Earned:
    """A revenue as it is told, whether recorded before or not."""

    activity: Activity
    day: date
    amount: Money
    vat: Money
    external_id: str

    def draft(self, identifier: str) -> Draft:
        """Return the entry: D 411 / C 706 and, with VAT, C 44571."""
        axes = {"activity": self.activity.id, "establishment": self.activity.establishment}
        gross = Money(self.amount.minor + self.vat.minor, self.amount.currency)
        lines = [debit(CUSTOMERS, gross, **axes), credit(SERVICES_SOLD, self.amount, **axes)]
        if self.vat.minor:
            lines.append(credit(VAT_COLLECTED, self.vat, **axes))
        return Draft("sales", self.day, f"Revenue of activity {self.activity.code}", tuple(lines),
                     metadata={"source": identifier}, reference=self.external_id)  # fmt: skip

    def row(self, identifier: str, entry: int) -> Revenue:
        """Return the row to write."""
        return Revenue(id=identifier, external_id=self.external_id, activity_id=self.activity.id, day=self.day,
                       amount=self.amount.minor, vat=self.vat.minor, entry=entry)  # fmt: skip

    def check_same(self, day: date, activity_id: str, amount: int, vat: int) -> None:
        """Refuse what was recorded with the same external id, but otherwise."""
        if (self.activity.id, self.day, self.amount.minor, self.vat.minor) != (activity_id, day, amount, vat):
            raise contract.RevenueDiffers(external_id=self.external_id)


def _record(unit: Unit, earned: Sequence[_Earned]) -> list[tuple[Revenue, bool]]:
    """Record revenues, all or none; return each row and whether it is new.

    The caller holds the book, or else has locked the external id.
    """
    held = {
        row.external_id: row
        for row in unit.session.scalars(
            select(Revenue).where(Revenue.external_id.in_([one.external_id for one in earned]))
        )
    }
    fresh: dict[str, _Earned] = {}
    for one in earned:
        if row := held.get(one.external_id):
            one.check_same(row.day, row.activity_id, row.amount, row.vat)
        elif first := fresh.get(one.external_id):
            one.check_same(first.day, first.activity.id, first.amount.minor, first.vat.minor)
        else:
            fresh[one.external_id] = one
    identifiers = [new_id("rev") for _ in fresh]
    posted = post(unit, [one.draft(identifier) for one, identifier in zip(fresh.values(), identifiers, strict=True)])
    new = {
        external_id: one.row(identifier, entry.seq)
        for (external_id, one), identifier, entry in zip(fresh.items(), identifiers, posted, strict=True)
    }
    unit.session.add_all(new.values())
    rows = held | new
    # Told twice in one file, it is new the first time.
    return [(rows[one.external_id], fresh.get(one.external_id) is one) for one in earned]


def _shown(unit: Unit, row: Revenue) -> dict[str, Any]:
    return {
        "id": row.id, "activity_id": row.activity_id, "external_id": row.external_id, "date": row.day,
        "amount": Money(row.amount, unit.currency), "vat": Money(row.vat, unit.currency), "entry": entry_id(row.entry),
    }  # fmt: skip


@answers(contract.activity_statement)
def activity_statement(unit: Unit, activity_id: str, since: date, until: date) -> dict[str, Any]:
    """Show an activity's period from the lines on its axis."""
    activity = unit.session.get(Activity, activity_id)
    if activity is None:
        raise contract.UnknownActivity(activity=activity_id)
    credited = func.sum(-EntryLine.amount)
    rows = unit.session.execute(
        select(EntryLine.account, credited).join(Entry, Entry.seq == EntryLine.entry)
        .where(EntryLine.activity == activity_id, Entry.day.between(since, until))
        .group_by(EntryLine.account).order_by(EntryLine.account)
    ).all()  # fmt: skip
    sums = {account: int(amount) for account, amount in rows}
    shown = {account: amount for account, amount in sums.items() if account[0] in "67" or account == INTERNAL_CHARGES}
    labels = accounts_named(unit.session, shown)
    currency = unit.currency
    booked = unit.session.scalars(
        select(Contribution).where(Contribution.activity_id == activity_id, Contribution.since >= since,
                                   Contribution.until <= until).order_by(Contribution.id)
    ).all()  # fmt: skip
    return {
        "activity_id": activity.id, "code": activity.code, "establishment": activity.establishment,
        "since": since, "until": until,
        "revenue": Money(sum(amount for account, amount in shown.items() if account[0] == "7"), currency),
        "expenses": Money(-sum(amount for account, amount in shown.items() if account[0] == "6"), currency),
        "contributed": Money(-shown.get(INTERNAL_CHARGES, 0), currency),
        "result": Money(sum(shown.values()), currency),
        "accounts": [
            {"account": account, "label": labels[account].label, "amount": Money(amount, currency)}
            for account, amount in shown.items()
        ],
        "contributions": [contribution_shown(unit, row) for row in booked],
    }  # fmt: skip


@answers(contract.list_contributions)
def list_contributions(unit: Unit, activity_id: str | None, limit: int, cursor: str | None) -> Listed:
    """List the contributions booked, oldest first."""
    rows = select(Contribution)
    if activity_id:
        rows = rows.where(Contribution.activity_id == activity_id)
    page = page_of(unit.session, rows, key=[Contribution.id], limit=limit, cursor=cursor)
    return Listed([contribution_shown(unit, row) for row in page.data], page.next_cursor)


def contribution_shown(unit: Unit, row: Contribution) -> dict[str, Any]:
    """Return a contribution as the API shows it."""
    return {
        "activity_id": row.activity_id, "rule": row.rule, "since": row.since, "until": row.until,
        "base": Money(row.base, unit.currency), "rate": row.rate, "amount": Money(row.amount, unit.currency),
        "article": row.article, "entry": entry_id(row.entry),
    }  # fmt: skip


@follows(activity_opened, projection=(Activity,))
def on_activity_opened(unit: Unit, event: Event) -> None:
    """Know an activity from the day it opens."""
    told = event.data
    row = {
        "id": told["activity_id"], "code": told["code"], "establishment": told["establishment"],
        "owners": told["owner_ids"], "group_id": told["group_id"], "opened_on": date.fromisoformat(told["opened_on"]),
    }  # fmt: skip
    unit.session.execute(insert(Activity).values(row).on_conflict_do_nothing())
