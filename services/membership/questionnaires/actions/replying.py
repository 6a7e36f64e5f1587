"""A cooperative receives questionnaires and answers them at its own desk."""

from __future__ import annotations

from secrets import token_urlsafe
from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from services.commons.bindings import answers
from services.commons.refusals import NotFound
from services.commons.storage import Listed, Unit, page_of
from services.membership.federation.links import partner, partners
from services.membership.federation.taking import Told, hears

from .. import contract
from ..contract.refusals import AnswersUnsound, QuestionnaireClosed
from ..rules import answer_faults
from ..tables import EarlyClosing, ReceivedQuestionnaire
from ..unnamed import digest_of


@hears(contract.events.sent)
def take_questionnaire(unit: Unit, coop: str, told: Told) -> str | None:
    """Keep what a federation asks; it never changes once it was sent.

    One that we have not named yet need not ask again: until then nobody is shown what it asks, or answers it.
    """
    row = insert(ReceivedQuestionnaire).values(
        federation=coop, version=0, received_at=unit.now, **told
    )
    unit.session.execute(row.on_conflict_do_nothing())
    return None


@hears(contract.events.closed)
def take_closing(unit: Unit, coop: str, told: Told) -> str | None:
    """Note a closing, even before its questionnaire arrives."""
    row = insert(EarlyClosing).values(federation=coop, **told)
    unit.session.execute(row.on_conflict_do_nothing())
    return None


@hears(contract.events.reminded)
def take_reminder(unit: Unit, coop: str, told: Told) -> str | None:
    """Note that an answer is waited for."""
    row = unit.session.get(ReceivedQuestionnaire, (coop, told["questionnaire_id"]), with_for_update=True)
    if row is None:
        return "unknown_questionnaire"
    row.reminded_at = unit.now
    return None


@hears(contract.events.reply_settled)
def take_verdict(unit: Unit, coop: str, told: Told) -> str | None:
    """Note what became of our answer; that of an older one says nothing."""
    row = unit.session.get(ReceivedQuestionnaire, (coop, told["questionnaire_id"]), with_for_update=True)
    if row is None:
        return "unknown_questionnaire"
    if told["version"] == row.version:
        row.reply, row.reason = told["state"], told["reason"]
    return None


@answers(contract.list_received)
def list_received(unit: Unit, limit: int, cursor: str | None) -> Listed:
    """List what federations of ours ask, and what was answered to any, with this cooperative's own answers."""
    ours = ReceivedQuestionnaire.federation.in_(partners(unit)) | (ReceivedQuestionnaire.version > 0)
    key = [ReceivedQuestionnaire.federation, ReceivedQuestionnaire.questionnaire_id]
    page = page_of(unit.session, select(ReceivedQuestionnaire).where(ours), key=key, limit=limit, cursor=cursor)
    ids = [row.questionnaire_id for row in page.data]
    early = select(EarlyClosing).where(EarlyClosing.questionnaire_id.in_(ids))
    closed = {(one.federation, one.questionnaire_id) for one in unit.session.scalars(early)}
    return Listed(
        [_shown(unit, row, (row.federation, row.questionnaire_id) in closed) for row in page.data], page.next_cursor
    )


@answers(contract.reply)
def reply(unit: Unit, federation: str, questionnaire_id: str, body: dict[str, Any]) -> dict[str, Any]:
    """Answer completely, or answer anew; the federation takes the latest that arrives before the closing."""
    row = unit.session.get(ReceivedQuestionnaire, (federation, questionnaire_id), with_for_update=True)
    if row is None:
        raise NotFound(what="questionnaire", id=questionnaire_id[:60])
    partner(unit, federation)
    early = unit.session.get(EarlyClosing, (federation, questionnaire_id))
    if early is not None or row.closes_on < unit.today:
        raise QuestionnaireClosed(
            questionnaire_id=questionnaire_id, closed_on=early.closed_on if early is not None else row.closes_on
        )
    if faults := answer_faults(row.questions, body["answers"]):
        raise AnswersUnsound(
            questionnaire_id=questionnaire_id,
            errors=[{"in": "body", "pointer": at, "message": why} for at, why in faults],
        )  # fmt: skip
    row.answers, row.version, row.replied_at = body["answers"], row.version + 1, unit.now
    row.reply, row.reason = "sent", None
    unit.session.flush()
    told = {"questionnaire_id": questionnaire_id, "version": row.version, "answers": row.answers, "digest": None,
            "replaces": row.reply_key}  # fmt: skip
    if row.anonymous:
        row.reply_key = token_urlsafe(32)
        told["digest"] = digest_of(row.reply_key)
    unit.emit(contract.events.replied, f"questionnaires/{questionnaire_id}", told, to=federation)
    return _shown(unit, row, False)


def _shown(unit: Unit, row: ReceivedQuestionnaire, closed: bool) -> dict[str, Any]:
    told = {name: value for name, value in vars(row).items() if not name.startswith("_")}
    return {**told, "state": "closed" if closed or row.closes_on < unit.today else "open"}
