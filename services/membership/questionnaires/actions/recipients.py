"""Who was asked: whose answer is missing, who is reminded, what each said, and the answers that this office records."""

from __future__ import annotations

from collections.abc import Sequence
from secrets import token_urlsafe
from typing import Any

from sqlalchemy import select

from services.commons.bindings import answers
from services.commons.refusals import NotFound
from services.commons.storage import Listed, Unit, page_of
from services.membership.federation.participants import check_by_hand, is_by_hand, names_of
from services.membership.merges.joining import keeps_the_survivors

from .. import contract
from ..contract.refusals import AnswersUnsound, QuestionnaireAnonymous, ReplyStandsUnnamed
from ..rules import answer_faults
from ..tables import Recipient, UnnamedReplies
from ..unnamed import digest_of, with_reply
from .asking import found, sent_out, tell, within_reach

keeps_the_survivors("questionnaire_recipients", "cooperative")


@answers(contract.list_recipients)
def list_recipients(
    unit: Unit, questionnaire_id: str, missing: bool, limit: int, cursor: str | None
) -> Listed:  # fmt: skip
    """List who was asked; that a cooperative answered is known, also of an anonymous questionnaire."""
    found(unit, questionnaire_id)
    rows = select(Recipient).where(Recipient.questionnaire_id == questionnaire_id)
    if missing:
        rows = rows.where(Recipient.replied_at.is_(None))
    page = page_of(unit.session, rows, key=[Recipient.cooperative], limit=limit, cursor=cursor)
    return Listed(_named(unit, page.data), page.next_cursor)


@answers(contract.remind)
def remind(unit: Unit, questionnaire_id: str) -> dict[str, Any]:
    """Remind those who have not answered and are here still; whom this office answers for, it asks itself."""
    row = sent_out(unit, questionnaire_id)
    missing = select(Recipient).where(Recipient.questionnaire_id == row.id, Recipient.replied_at.is_(None))
    waited_for = {one.cooperative: one for one in unit.session.scalars(missing)}
    reminded = within_reach(unit, waited_for)
    for coop in reminded:
        waited_for[coop].reminded_at = unit.now
    tell(unit, contract.events.reminded, row, {}, reminded)
    return {"cooperatives": reminded}


@answers(contract.list_replies)
def list_replies(unit: Unit, questionnaire_id: str, limit: int, cursor: str | None) -> Listed:
    """List the answers per cooperative, unless they were given without names."""
    if found(unit, questionnaire_id).anonymous:
        raise QuestionnaireAnonymous(questionnaire_id=questionnaire_id)
    rows = select(Recipient).where(Recipient.questionnaire_id == questionnaire_id, Recipient.replied_at.is_not(None))
    page = page_of(unit.session, rows, key=[Recipient.cooperative], limit=limit, cursor=cursor)
    return Listed(_named(unit, page.data), page.next_cursor)


@answers(contract.record_reply)
def record_reply(unit: Unit, questionnaire_id: str, member_id: str, body: dict[str, Any]) -> dict[str, Any]:
    """Record what a cooperative without a desk here answered; recorded again, it replaces the former answer.

    To an anonymous questionnaire it is recorded once: it stands without a name, and this office keeps no key of it.
    """
    questionnaire = sent_out(unit, questionnaire_id)
    row = unit.session.get(Recipient, (questionnaire_id, member_id), with_for_update=True)
    if row is None:
        raise NotFound(what="recipient", id=member_id[:60])
    check_by_hand(unit, member_id)
    if faults := answer_faults(questionnaire.questions, body["answers"]):
        raise AnswersUnsound(
            questionnaire_id=questionnaire_id,
            errors=[{"in": "body", "pointer": at, "message": why} for at, why in faults],
        )  # fmt: skip
    unnamed = unit.session.get(UnnamedReplies, questionnaire_id, with_for_update=True)
    if unnamed is None:
        row.version, row.answers = row.version + 1, body["answers"]
    else:
        key = digest_of(token_urlsafe(32))
        kept = with_reply(unnamed.replies, key, None, body["answers"], first=row.replied_at is None)
        if kept is None:
            raise ReplyStandsUnnamed(questionnaire_id=questionnaire_id, member_id=member_id)
        unnamed.replies = dict(kept)
    row.replied_at = unit.now
    unit.session.flush()
    return _named(unit, [row])[0]


def _named(unit: Unit, rows: Sequence[Recipient]) -> list[dict[str, Any]]:
    """Return recipients with their name in the register, and whether this office records what they answer."""
    names = names_of(unit, [row.cooperative for row in rows])
    return [{**{one: getattr(row, one) for one in ("cooperative", "answers", "replied_at", "reminded_at")},
             "name": names.get(row.cooperative), "by_hand": is_by_hand(row.cooperative)} for row in rows]  # fmt: skip
