"""The federation drafts, sends and closes."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from sqlalchemy import func, or_, select

from services.commons.bindings import answers
from services.commons.contract import EventType
from services.commons.ids import new_id
from services.commons.refusals import NotFound
from services.commons.storage import Listed, Unit, page_of
from services.membership.federation.links import check_holds_intercooperation, linked_members
from services.membership.federation.participants import is_by_hand, participants

from .. import contract
from ..contract.refusals import (
    NobodyToAsk,
    NotADraft,
    QuestionnaireNotSent,
    QuestionnairePast,
    QuestionsUnsound,
)
from ..rules import question_faults
from ..tables import Questionnaire, Recipient, UnnamedReplies

LONGEST = timedelta(days=365)


@answers(contract.draft)
def draft(unit: Unit, body: dict[str, Any]) -> dict[str, Any]:
    """Keep a draft whose questions can be asked."""
    check_holds_intercooperation(unit)
    row = Questionnaire(id=new_id("qst"), state="draft", sent_on=None, recorded_at=unit.now, **_checked(unit, body))
    unit.session.add(row)
    unit.session.flush()
    return _shown(unit, [row])[0]


@answers(contract.redraft)
def redraft(unit: Unit, questionnaire_id: str, body: dict[str, Any]) -> dict[str, Any]:
    """Write a draft anew."""
    row = _draft(unit, questionnaire_id)
    for name, value in _checked(unit, body).items():
        setattr(row, name, value)
    unit.session.flush()
    return _shown(unit, [row])[0]


@answers(contract.list_questionnaires)
def list_questionnaires(unit: Unit, state: str | None, limit: int, cursor: str | None) -> Listed:
    """List questionnaires; one whose day has passed is closed, whether anybody closed it or not."""
    rows = select(Questionnaire)
    passed = (Questionnaire.state == "sent") & (Questionnaire.closes_on < unit.today)
    if state == "closed":
        rows = rows.where(or_(Questionnaire.state == "closed", passed))
    elif state is not None:
        rows = rows.where(Questionnaire.state == state, ~passed)
    page = page_of(unit.session, rows, key=[Questionnaire.id], limit=limit, cursor=cursor)
    return Listed(_shown(unit, page.data), page.next_cursor)


@answers(contract.get_questionnaire)
def get_questionnaire(unit: Unit, questionnaire_id: str) -> dict[str, Any]:
    """Return one questionnaire."""
    return _shown(unit, [found(unit, questionnaire_id)])[0]


@answers(contract.send)
def send(unit: Unit, questionnaire_id: str, body: dict[str, Any]) -> dict[str, Any]:
    """Send a draft to the cooperatives named, or to all in the register; from then on it stays as it is."""
    row = _draft(unit, questionnaire_id)
    _check_day(unit, row.closes_on)
    known = participants(unit)
    asked = sorted(set(known if body["cooperatives"] is None else body["cooperatives"]))
    unknown = sorted(set(asked) - set(known))
    if unknown or not asked:
        raise NobodyToAsk(unknown=", ".join(unknown) or "it has none at all")
    row.state, row.sent_on = "sent", unit.today
    unit.session.add_all([
        Recipient(questionnaire_id=row.id, cooperative=coop, version=0, answers=None, replied_at=None,
                  reminded_at=None)
        for coop in asked
    ])  # fmt: skip
    if row.anonymous:
        unit.session.add(UnnamedReplies(questionnaire_id=row.id, replies={}))
    unit.session.flush()
    told = {"title": row.title, "closes_on": row.closes_on, "anonymous": row.anonymous, "questions": row.questions}
    tell(unit, contract.events.sent, row, told, [coop for coop in asked if not is_by_hand(coop)])
    return _shown(unit, [row])[0]


@answers(contract.close)
def close(unit: Unit, questionnaire_id: str) -> dict[str, Any]:
    """Close before the day; from now on no answer is taken."""
    row = sent_out(unit, questionnaire_id)
    row.state = "closed"
    asked = select(Recipient.cooperative).where(Recipient.questionnaire_id == row.id)
    told = within_reach(unit, unit.session.scalars(asked))
    tell(unit, contract.events.closed, row, {"closed_on": unit.today}, told)
    return _shown(unit, [row])[0]


def found(unit: Unit, questionnaire_id: str, *, lock: bool = False) -> Questionnaire:
    """Return a questionnaire, held until the end of the transaction if asked so."""
    row: Questionnaire | None = unit.session.get(
        Questionnaire, questionnaire_id, with_for_update=lock or None, populate_existing=lock
    )
    if row is None:
        raise NotFound(what="questionnaire", id=questionnaire_id[:60])
    return row


def state_of(unit: Unit, row: Questionnaire) -> str:
    """Return the state, in which a questionnaire whose day has passed is closed."""
    return "closed" if row.state == "sent" and row.closes_on < unit.today else row.state


def _draft(unit: Unit, questionnaire_id: str) -> Questionnaire:
    row = found(unit, questionnaire_id, lock=True)
    if row.state != "draft":
        raise NotADraft(questionnaire_id=questionnaire_id, state=state_of(unit, row))
    return row


def sent_out(unit: Unit, questionnaire_id: str) -> Questionnaire:
    """Return a questionnaire that takes answers, held until the end of the transaction."""
    row = found(unit, questionnaire_id, lock=True)
    if (state := state_of(unit, row)) != "sent":
        raise QuestionnaireNotSent(questionnaire_id=questionnaire_id, state=state)
    return row


def tell(unit: Unit, event: EventType, row: Questionnaire, told: dict[str, Any], asked: Iterable[str]) -> None:
    """Tell some cooperatives something of a questionnaire."""
    told = {"questionnaire_id": row.id, **told}
    unit.emit_all([(event, f"questionnaires/{row.id}", told, coop) for coop in asked])


def within_reach(unit: Unit, asked: Iterable[str]) -> list[str]:
    """Return who can be told something: what is sent to one that has left would wait for its link for ever."""
    return sorted(set(asked) & set(linked_members(unit)))


def _checked(unit: Unit, body: dict[str, Any]) -> dict[str, Any]:
    if faults := question_faults(body["questions"]):
        raise QuestionsUnsound(errors=[{"in": "body", "pointer": at, "message": why} for at, why in faults])
    _check_day(unit, body["closes_on"])
    return body


def _check_day(unit: Unit, closes_on: date) -> None:
    if not unit.today <= closes_on <= unit.today + LONGEST:
        raise QuestionnairePast(closes_on=closes_on, earliest=unit.today, latest=unit.today + LONGEST)


def _shown(unit: Unit, rows: Any) -> list[dict[str, Any]]:
    counts = {
        one.questionnaire_id: (one.asked, one.replied)
        for one in unit.session.execute(
            select(Recipient.questionnaire_id, func.count().label("asked"),
                   func.count(Recipient.replied_at).label("replied"))
            .where(Recipient.questionnaire_id.in_([row.id for row in rows]))
            .group_by(Recipient.questionnaire_id)
        )
    }  # fmt: skip
    shown = []
    for row in rows:
        asked, replied = counts.get(row.id, (0, 0))
        told = {name: value for name, value in vars(row).items() if not name.startswith("_")}
        shown.append({**told, "state": state_of(unit, row), "asked": asked, "replied": replied})
    return shown
