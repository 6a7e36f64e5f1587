"""Shows and extends the chart; learns auxiliaries from what membership tells."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from services.commons.bindings import answers, follows
from services.commons.clock import legal_day
from services.commons.events.received import Event
from services.commons.refusals import InvalidCursor
from services.commons.storage import Listed, Unit, page_of
from services.ledger.accounts import contract
from services.ledger.accounts.axes import know_axis
from services.ledger.accounts.chart import JOURNALS, AccountRow, accounts_named, general_chart, own_row, refined
from services.ledger.accounts.tables import Auxiliary, OwnAccount
from services.membership.activities.contract import activity_opened
from services.membership.admissions.contract import application_accepted
from services.membership.engagements.contract import engagement_recorded, payroll_recorded
from services.membership.register.contract import member_admitted


@answers(contract.list_accounts)
def list_accounts(unit: Unit, prefix: str, as_of: date | None, limit: int, cursor: str | None) -> Listed:
    """List the accounts in force by code; the cursor is the last code of the page before."""
    if cursor is not None and not cursor.isdigit():
        raise InvalidCursor()
    day = as_of or unit.today
    own = unit.session.scalars(select(OwnAccount).where(OwnAccount.code.startswith(prefix, autoescape=True)))
    every: dict[str, AccountRow] = {**general_chart(), **{row.code: own_row(row) for row in own}}
    found = [
        row for code, row in sorted(every.items())
        if code.startswith(prefix) and (cursor is None or code > cursor) and row.in_force(day)
    ]  # fmt: skip
    return Listed(found[:limit], found[limit - 1].code if len(found) > limit else None)


@answers(contract.add_account)
def add_account(unit: Unit, body: dict[str, Any]) -> AccountRow:
    """Add an account below one of the general chart, which says whether it takes auxiliaries."""
    code = body["code"]
    for known in accounts_named(unit.session, [code]).values():
        raise contract.AccountExists(account=code, label=known.label)
    parent = refined(code)
    if parent is None:
        raise contract.AccountWithoutParent(account=code)
    row = {"code": code, "label": body["label"], "third_party": parent.third_party, "since": date(1800, 1, 1)}
    added = unit.session.scalar(insert(OwnAccount).values(row).on_conflict_do_nothing().returning(OwnAccount))
    if added is None:
        raise contract.AccountExists(account=code, label=body["label"])
    return own_row(added)


@answers(contract.list_journals)
def list_journals(unit: Unit, limit: int, cursor: str | None) -> Listed:
    """List the journals; they fit one page."""
    return Listed([{"code": code, "label": label} for code, label in JOURNALS.items()])


@answers(contract.list_auxiliaries)
def list_auxiliaries(unit: Unit, limit: int, cursor: str | None) -> Listed:
    """List the auxiliaries by id."""
    return page_of(unit.session, select(Auxiliary), key=[Auxiliary.id], limit=limit, cursor=cursor)


@answers(contract.add_auxiliary)
def add_auxiliary(unit: Unit, body: dict[str, Any]) -> Auxiliary:
    """Add an auxiliary that membership does not tell of."""
    row = {"id": body["id"], "kind": body["kind"], "since": unit.today}
    added = unit.session.scalar(insert(Auxiliary).values(row).on_conflict_do_nothing().returning(Auxiliary))
    if added is None:
        raise contract.AuxiliaryExists(auxiliary=body["id"])
    return added


@follows(application_accepted)
def on_application_accepted(unit: Unit, event: Event) -> None:
    """Know an accepted applicant, whose capital may be called from now on."""
    _know(unit, event.data["member_id"], "member", event)


@follows(member_admitted)
def on_member_admitted(unit: Unit, event: Event) -> None:
    """Know a member who was admitted without an application, as those on the register on arrival are."""
    _know(unit, event.data["member_id"], "member", event)


@follows(engagement_recorded)
def on_engagement_recorded(unit: Unit, event: Event) -> None:
    """Know everyone who is engaged, member or not."""
    _know(unit, event.data["person_id"], "employee", event)


@follows(payroll_recorded)
def on_payroll_recorded(unit: Unit, event: Event) -> None:
    """Know everyone who is paid, member or not."""
    _know(unit, event.data["person_id"], "employee", event)


@follows(activity_opened)
def on_activity_opened(unit: Unit, event: Event) -> None:
    """Know an activity as the customer account of its own revenue, and as what lines are analysed by."""
    _know(unit, event.data["activity_id"], "activity", event)
    know_axis(unit, "activity", event.data["activity_id"], event.data["code"])
    know_axis(unit, "establishment", event.data["establishment"])


def _know(unit: Unit, identifier: str, kind: str, event: Event) -> None:
    row = {"id": identifier, "kind": kind, "since": legal_day(unit.now)}
    unit.session.execute(insert(Auxiliary).values(row).on_conflict_do_nothing())
