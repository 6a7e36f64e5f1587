"""Records a decision: judged by the statutes of its day, flagged when it was another level's, and told."""

from __future__ import annotations

from datetime import date
from typing import Any

from services.commons.ids import new_id
from services.commons.storage import Unit

from . import contract
from .organs import organs_on, plain
from .rules import Organ, judged
from .tables import Decision

PATH = "assemblies.competences"


def record(
    unit: Unit, organ: Organ, subject: str | None, text: str | None, taken_on: date, **more: Any
) -> Decision:
    """Record a decision of an organ; ``more`` says from which meeting or resolution it comes."""
    decision = Decision(id=new_id("dcn"), text=text, organ_kind=organ.kind, organ=organ.slug, level=organ.level,
                        taken_on=taken_on, recorded_at=unit.now, **more)  # fmt: skip
    judge(unit, decision, organ, subject)
    unit.session.add(decision)
    unit.session.flush()
    tell(unit, decision)
    return decision


def judge(unit: Unit, decision: Decision, organ: Organ, subject: str | None) -> None:
    """Say what a decision is about, and whether that was its organ's to decide on that day."""
    rule = unit.rules_on(decision.taken_on).statutes(PATH, {})
    found = judged(subject, organ, rule.value, organs_on(unit, decision.taken_on))
    decision.subject, decision.article = subject, rule.article
    decision.subject_level, decision.outside_competence = found.level, found.outside
    decision.belongs_to = None
    if found.outside:
        decision.belongs_to = {
            "level": found.level, "organs": [plain(one) for one in found.organs], "article": rule.article,
        }  # fmt: skip


def tell(unit: Unit, decision: Decision) -> None:
    """Tell what was decided upon, by whom, and whether it was theirs; never the text."""
    unit.emit(contract.decision_recorded, f"decisions/{decision.id}", {
        "decision_id": decision.id, "subject": decision.subject, "organ_kind": decision.organ_kind,
        "organ": decision.organ, "level": decision.level, "taken_on": decision.taken_on,
        "outside_competence": decision.outside_competence, "belongs_to": decision.subject_level,
        "meeting_id": decision.meeting_id, "resolution_id": decision.resolution_id,
    })  # fmt: skip


def shown(decision: Decision) -> dict[str, Any]:
    """Return a decision as the API shows it."""
    columns = {column.key: getattr(decision, column.key) for column in Decision.__table__.columns}
    flags = ["outside_competence"] if decision.outside_competence else []
    return {**columns, "unassigned": decision.subject_level is None, "flags": flags}
