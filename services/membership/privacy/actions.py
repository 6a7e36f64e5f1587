"""Answers what is held about a person, says when it falls due, and erases who somebody is."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select

from services.commons.access import handed_out
from services.commons.bindings import answers, follows
from services.commons.clock import legal_day
from services.commons.documents.said import said
from services.commons.documents.wording import worded
from services.commons.events.received import Event
from services.commons.requests import Chunk
from services.commons.storage import Listed, Unit, page_of
from services.ledger.retention.contract import name_kept
from services.membership.register import parties
from services.membership.register.changing import before_change
from services.membership.register.erased import remember_erased
from services.membership.register.tables import Party

from . import contract
from .access import MEMBERSHIP, everything_about, facts_of
from .known_as import known_as
from .pseudonymising import erase, erase_from_trail
from .retention import due_of, falling_due, keepings, ties_of
from .tables import Pseudonymisation

KEPT = (
    (said("The number, the days of membership, seats, groups and shifts, without a name"),
     said("The register is kept as long as the cooperative; a number is never given again")),
    (said("That fields changed, when and through whom, without their values"),
     said("The audit trail is never erased")),
    (said("What bank statements say of payments: a name, an account, a reason"),
     said("A statement is kept 10 years after its fiscal year (Commercial Code, article L123-22); then these words are "
          "erased, and the day, the amount and what it was booked as stay")),
    (said("The name in the books"),
     said("Accounting records are kept 10 years (Commercial Code, article L123-22); the ledger says until when")),
)  # fmt: skip


@answers(contract.subject_access)
def export_subject_access(unit: Unit, member_id: str, language: str, format: str, cursor: str | None) -> Chunk:
    """Return a part of one document with everything about a person; what changed in between is refused."""
    parties.check_known(unit, member_id)
    held = everything_about(unit, member_id, language)
    return handed_out(unit, held, MEMBERSHIP, facts_of(held, language), format=format, language=language, cursor=cursor,
                      name=f"subject-access-{member_id}")  # fmt: skip


@answers(contract.pseudonymise)
def pseudonymise_member(unit: Unit, member_id: str, body: dict[str, Any]) -> dict[str, Any]:
    """Erase who somebody is, in every table and in the trail, once nothing ties them to the cooperative.

    Whoever was pseudonymised already is so again if something personal came back, and refused if nothing did.
    """
    parties.locked(unit, member_id)
    if ties := ties_of(unit, member_id):
        raise contract.StillBound(member_id=member_id, ties=", ".join(ties))
    due = due_of(unit, member_id)
    if body["because"] == "retention" and due is not None and due[0] > unit.today:
        raise contract.RetentionRuns(article=due[1], member_id=member_id, due_on=due[0])
    same = known_as(unit, member_id)
    named = select(Party.external_id).where(Party.id.in_(same), Party.external_id.is_not(None))
    remember_erased(unit, [one for one in unit.session.scalars(named) if one is not None])
    erased: dict[str, int] = {}
    for party_id in same:
        for name, count in erase(unit, party_id).items():
            erased[name] = erased.get(name, 0) + count
    trail = sum(erase_from_trail(unit, party_id) for party_id in same)
    if not erased and not trail:
        _check_named(unit, member_id)
    done = unit.session.get(Pseudonymisation, member_id)
    if done is None:
        done = Pseudonymisation(party_id=member_id, trail=0, erased={}, ledger_until=None)
        unit.session.add(done)
    done.done_on, done.because, done.reason = unit.today, body["because"], body["reason"]
    done.erased = {name: done.erased.get(name, 0) + erased.get(name, 0) for name in sorted({*done.erased, *erased})}
    done.trail, done.recorded_at = done.trail + trail, unit.now
    for party_id in same:
        unit.emit(contract.member_pseudonymised, f"members/{party_id}", {
            "member_id": party_id, "pseudonymised_on": unit.today,
        })  # fmt: skip
    return _shown(done)


@answers(contract.get_pseudonymisation)
def get_pseudonymisation(unit: Unit, member_id: str) -> dict[str, Any]:
    """Show what was erased and what stays."""
    done = unit.session.get(Pseudonymisation, member_id)
    if done is None:
        raise contract.NeverPseudonymised(member_id=member_id)
    return _shown(done)


@answers(contract.list_retention)
def list_retention(unit: Unit, due_by: date | None, limit: int, cursor: str | None) -> Listed:
    """Return a page of whoever nothing ties to the cooperative any more, the earliest due first."""
    statement, told = falling_due(unit)
    if due_by is not None:
        statement = statement.where(told.c.due_on <= due_by)
    page = page_of(
        unit.session, statement, key=[told.c.due_on, told.c.member_id], limit=limit, cursor=cursor, scalars=False
    )
    rules = keepings(unit)
    return Listed([
        {"member_id": row.member_id, "number": row.number, "rule": row.rule, "since": getattr(row, row.rule),
         "due_on": row.due_on, "overdue": row.due_on < unit.today, "article": rules[row.rule].article}
        for row in page.data
    ], page.next_cursor)  # fmt: skip


@follows(name_kept)
def on_name_kept(unit: Unit, event: Event) -> None:
    """Keep until when the books need the name, beside what was erased here.

    Whoever had several entries has one answer for each: the latest counts, and that a name is gone only once that day
    is over.
    """
    told = event.data["member_id"]
    whose = select(func.coalesce(Party.merged_into, Party.id)).where(Party.id == told).scalar_subquery()
    mine = select(Pseudonymisation).where(Pseudonymisation.party_id == whose)
    done = unit.session.scalar(mine.with_for_update())
    if done is None:
        return
    held, until = done.ledger_until, event.data["until"] and date.fromisoformat(event.data["until"])
    if until is not None:
        done.ledger_until = max(held or until, until)
    elif held is not None and held < legal_day(datetime.fromisoformat(event.time)):
        done.ledger_until = None


@before_change
def refuse_new_data(unit: Unit, party_id: str, fields: frozenset[str]) -> None:
    """Let nobody write personal data back to who was pseudonymised."""
    _check_named(unit, party_id)


def _check_named(unit: Unit, party_id: str) -> None:
    done = unit.session.scalar(select(Pseudonymisation.done_on).where(Pseudonymisation.party_id == party_id))
    if done is not None:
        raise contract.AlreadyPseudonymised(member_id=party_id, on=done)


def _shown(done: Pseudonymisation) -> dict[str, Any]:
    return {
        "member_id": done.party_id, "done_on": done.done_on, "because": done.because, "reason": done.reason,
        "erased": done.erased, "trail": done.trail, "ledger_until": done.ledger_until, "recorded_at": done.recorded_at,
        "kept": [{"what": worded(what, "en"), "why": worded(why, "en")} for what, why in KEPT],
    }  # fmt: skip
