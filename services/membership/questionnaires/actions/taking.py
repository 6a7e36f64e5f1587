"""The federation takes answers in: from those it asked, complete, before the closing; the newest counts."""

from __future__ import annotations

from services.commons.storage import Unit
from services.membership.federation.taking import Told, hears

from .. import contract
from ..rules import answer_faults
from ..tables import Questionnaire, Recipient, UnnamedReplies
from ..unnamed import with_reply
from .asking import state_of


@hears(contract.events.replied)
def take_reply(unit: Unit, coop: str, told: Told) -> str | None:
    """Keep a cooperative's answer, with its name or apart from it, and tell it what became of it."""
    # Held against a closing, which is final: whatever it finds has been taken, and nothing is taken after it.
    questionnaire = unit.session.get(Questionnaire, told["questionnaire_id"], with_for_update={"read": True})
    row = unit.session.get(Recipient, (told["questionnaire_id"], coop), with_for_update=True)
    if questionnaire is None or row is None:
        return "not_asked"
    unnamed = unit.session.get(UnnamedReplies, row.questionnaire_id, with_for_update=True)
    if unnamed is not None and told["digest"] is None:
        return "no_reply_key"
    if told["version"] <= row.version if unnamed is None else told["digest"] in unnamed.replies:
        return None
    if state_of(unit, questionnaire) != "sent":
        reason: str | None = "closed"
    else:
        sound = not answer_faults(questionnaire.questions, told["answers"])
        reason = _kept(row, told, sound) if unnamed is None else _kept_apart(unnamed, row, told, sound)
    if reason is None:
        row.replied_at = unit.now
    settled = {"questionnaire_id": row.questionnaire_id, "version": told["version"],
               "state": "taken" if reason is None else "refused", "reason": reason}  # fmt: skip
    unit.emit(contract.events.reply_settled, f"questionnaires/{row.questionnaire_id}", settled, to=coop)
    return None


def _kept(row: Recipient, told: Told, sound: bool) -> str | None:
    """Keep an answer under its cooperative's name; return why not."""
    if not sound:
        return "answers_unsound"
    row.version, row.answers = told["version"], told["answers"]
    return None


def _kept_apart(unnamed: UnnamedReplies, row: Recipient, told: Told, sound: bool) -> str | None:
    """Keep an answer under its key, and of its cooperative that it has answered; return why not."""
    answers = told["answers"] if sound else None
    kept = with_reply(unnamed.replies, told["digest"], told["replaces"], answers, first=row.replied_at is None)
    if kept is None:
        return "unknown_reply_key"
    unnamed.replies = dict(kept)
    return None if sound else "answers_unsound"
