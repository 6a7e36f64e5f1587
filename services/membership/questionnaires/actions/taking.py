"""The federation takes answers in: from those it asked, complete, before the closing; the newest counts."""

from __future__ import annotations

from services.commons.storage import Unit
from services.membership.federation.taking import Told, hears

from .. import contract
from ..rules import answer_faults
from ..tables import Questionnaire, Recipient
from .asking import state_of


@hears(contract.events.replied)
def take_reply(unit: Unit, coop: str, told: Told) -> str | None:
    """Keep a cooperative's answer and tell it what became of it."""
    row = unit.session.get(Recipient, (told["questionnaire_id"], coop), with_for_update=True)
    if row is None:
        return "not_asked"
    if told["version"] <= row.version:
        return None
    questionnaire = unit.session.get_one(Questionnaire, row.questionnaire_id)
    reason = None
    if state_of(unit, questionnaire) != "sent":
        reason = "closed"
    elif answer_faults(questionnaire.questions, told["answers"]):
        reason = "answers_unsound"
    else:
        row.version, row.answers, row.replied_at = told["version"], told["answers"], unit.now
    settled = {"questionnaire_id": row.questionnaire_id, "version": told["version"],
               "state": "taken" if reason is None else "refused", "reason": reason}  # fmt: skip
    unit.emit(contract.events.reply_settled, f"questionnaires/{row.questionnaire_id}", settled, to=coop)
    return None
