"""Sums the answers up, for a program and for people."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from sqlalchemy import select

from services.commons.bindings import answers
from services.commons.documents import written
from services.commons.requests.request import Chunk
from services.commons.storage import Unit
from services.membership.federation.participants import is_by_hand, names_of

from .. import contract
from ..rules import YES_NO, Given, summed_up
from ..sheets import summary_sheet
from ..tables import Questionnaire, Recipient, UnnamedReplies
from .asking import found, state_of

FEWEST = 5


@answers(contract.summary)
def summary(unit: Unit, questionnaire_id: str) -> dict[str, Any]:
    """Count the answers; those to an anonymous questionnaire only once nothing can change, so that no difference tells.

    How many must have answered to hide one of them, the statutes say of secret ballots (``ballots.smallest_cell``).
    """
    row = found(unit, questionnaire_id)
    state, rule = state_of(unit, row), unit.rules.statutes("ballots.smallest_cell", FEWEST)
    recipients = unit.session.scalars(select(Recipient).where(Recipient.questionnaire_id == questionnaire_id)).all()
    given = _given(unit, row, recipients)
    counted = given if state == "closed" or not row.anonymous else []
    return {
        "id": row.id, "title": row.title, "state": state, "anonymous": row.anonymous, "asked": len(recipients),
        "replied": len(given), "response_rate": Fraction(len(given), len(recipients)) if recipients else None,
        "smallest_cell": int(rule.value), "article": rule.article,
        "questions": [_counted(one, counted, row.anonymous, int(rule.value), len(given) > len(counted))
                      for one in row.questions],
    }  # fmt: skip


@answers(contract.summary_document)
def summary_document(unit: Unit, questionnaire_id: str, format: str, language: str, cursor: str | None) -> Chunk:
    """Write the summary."""
    told = summary(unit, questionnaire_id)
    return written(unit, summary_sheet(unit.coop, told), format, language, cursor, f"{unit.coop}-{questionnaire_id}")


def _given(unit: Unit, row: Questionnaire, recipients: Sequence[Recipient]) -> list[Given]:
    """Return the answers, each with its cooperative's name in the register unless they stand apart from it."""
    if row.anonymous:
        unnamed = unit.session.get(UnnamedReplies, row.id)
        return [] if unnamed is None else [Given(None, answers) for answers in unnamed.replies.values()]
    names = names_of(unit, [one.cooperative for one in recipients if is_by_hand(one.cooperative)])
    return [Given(names.get(one.cooperative, one.cooperative), one.answers) for one in recipients
            if one.answers is not None]  # fmt: skip


def _counted(
    question: dict[str, Any], given: list[Given], anonymous: bool, smallest: int, early: bool
) -> dict[str, Any]:  # fmt: skip
    counted = summed_up(question, given, anonymous=anonymous, smallest=smallest)
    options = question["options"]
    if question["kind"] == "yes_no":
        options = [{"code": one, "text": one} for one in YES_NO]
    return {
        **{name: question[name] for name in ("code", "text", "kind", "unit")}, "answered": counted.answered,
        "withheld": counted.withheld or early,
        "options": [{**one, "count": counted.counts[one["code"]]} for one in options if counted.counts],
        "total": counted.total, "median": counted.median, "lowest": counted.lowest, "highest": counted.highest,
        "texts": [{"text": text, "cooperative": coop} for text, coop in counted.texts],
    }  # fmt: skip
