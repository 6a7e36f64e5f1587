"""The board as a document: figures, a picture of the stages, and a line for each person."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date
from functools import reduce

from sqlalchemy import select

from services.commons.bindings import answers
from services.commons.documents import Bars, Column, Said, Sheet, Table, said, written
from services.commons.documents.sheet import Value
from services.commons.requests.request import Chunk
from services.commons.storage import Unit
from services.membership.register.tables import Party

from .. import contract
from ..rules import nearest
from ..standing import Standing
from ..written import written_on
from .board import counted, on_board

_DEADLINES = {
    "contract_term": said("term of the contract"), "support_limit": said("end of all support"),
    "associate": said("to be an associate"), "interviews": said("interviews of the year"),
}  # fmt: skip
_CONDITIONS = {
    "tutor_validation": said("tutor's word"), "regular_activity": said("regular activity"),
    "admission": said("admission"),
}  # fmt: skip


@answers(contract.board_document)
def board_document(
    unit: Unit, as_of: date | None, tutor_id: str | None, establishment: str | None, stage: str | None,
    person_id: str | None, figure: str | None, format: str, language: str, cursor: str | None,
) -> Chunk:  # fmt: skip
    """Write the board of a day."""
    day = as_of or unit.today
    everyone = on_board(unit, day, written_on(unit, day), figure, tutor_id=tutor_id, establishment=establishment,
                        stage=stage, person_id=person_id)  # fmt: skip
    return written(unit, _sheet(unit, day, everyone), format, language, cursor, f"pathways-{day.isoformat()}")


def _sheet(unit: Unit, day: date, everyone: list[Standing]) -> Sheet:
    figures = counted(written_on(unit, day), everyone, day)
    tutors = _names(unit, everyone)
    names = {one["stage"]: one["name"] for one in figures["stages"]}
    return Sheet(
        title=said("Pathways: who stands where"), coop=str(unit.rules_on(day).statutes("identity.name").value),
        subtitle=said("As of {day}", day=day),
        facts=[
            (said("People on the pathway"), figures["people_count"]),
            (said("Without a tutor"), figures["tutors_missing"]),
            (said("Without the contract of their stage"), figures["contracts_missing"]),
            (said("Contracts that ended with nobody recording it"), figures["contracts_lapsed"]),
            (said("Deadlines that have passed"), figures["deadlines_passed"]),
            (said("Deadlines that come near"), figures["deadlines_near"]),
            (said("Interviews that last year lacked"), figures["interviews_missed"]),
        ],
        charts=[
            Bars(said("People by stage"), [one["name"] for one in figures["stages"]],
                 [one["people"] for one in figures["stages"]]),
        ],
        tables=[Table(
            [Column(said("Stage"), share=20), Column(said("Name"), share=30), Column(said("Since"), "day"),
             Column(said("Tutor"), share=24), Column(said("Contract"), share=12), Column(said("Next deadline"), "day"),
             Column(said("What is due"), share=22), Column(said("Interviews"), share=13),
             Column(said("Missing conditions"), share=28)],
            [_line(one, names, tutors) for one in everyone], title=said("Everybody"),
        ), _by_tutor(everyone, names, tutors)],
        notes=[said("Interviews are those of the running year of each pathway, held and owed.")],
    )  # fmt: skip


def _line(one: Standing, stages: dict[str, str], names: dict[str, str]) -> list[Value]:
    row, due = one.pathway, nearest(one.deadlines)
    tutor: Said | str = said("missing") if one.tutor_missing else names.get(row.tutor_id or "", "")
    form: Said | str = said("missing") if one.contract_missing else one.contract.form if one.contract else ""
    return [
        stages.get(row.stage, row.stage), f"{row.first_name or ''} {row.last_name or ''}".strip(), row.since,
        tutor, form, due.due_on if due else None,
        said("the contract's end is to be recorded") if one.lapsed else _DEADLINES[due.kind] if due else None,
        f"{one.held} / {one.owed}" if one.owed else "", _listed([_CONDITIONS.get(each, each) for each in one.missing]),
    ]  # fmt: skip


def _listed(words: Sequence[Said | str]) -> Said | str:
    return reduce(lambda first, second: said("{first}, {second}", first=first, second=second), words) if words else ""


def _by_tutor(everyone: Sequence[Standing], stages: dict[str, str], names: dict[str, str]) -> Table:
    """Return how many people each tutor accompanies, by stage: who accompanies most stands first."""
    people = Counter((one.pathway.tutor_id, one.pathway.stage) for one in everyone if one.pathway.tutor_id)
    in_all = Counter(tutor for tutor, _ in people.elements())
    return Table(
        [Column(said("Tutor"), share=30), *(Column(name, "count", share=16) for name in stages.values()),
         Column(said("In all"), "count")],
        [[names.get(tutor, tutor), *(people[tutor, stage] or None for stage in stages), count]
         for tutor, count in in_all.most_common()],
        title=said("People accompanied by each tutor"),
    )  # fmt: skip


def _names(unit: Unit, everyone: list[Standing]) -> dict[str, str]:
    """Return the tutors' names."""
    ids = {one.pathway.tutor_id for one in everyone if one.pathway.tutor_id}
    rows = unit.session.execute(select(Party.id, Party.first_name, Party.last_name).where(Party.id.in_(ids)))
    return {row.id: f"{row.first_name or ''} {row.last_name or ''}".strip() for row in rows}
