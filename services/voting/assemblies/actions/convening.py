"""Calls the members, and shows the days that law and statutes leave for it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from services.commons.bindings import answers
from services.commons.storage import Unit
from services.voting.assemblies import contract
from services.voting.assemblies.actions.agenda import settle_agenda
from services.voting.assemblies.actions.holding import held_assembly, require_step, take_step, told
from services.voting.assemblies.actions.sections import admit_section, require_sections_convened
from services.voting.assemblies.actions.terms import notice_of
from services.voting.assemblies.contract.refusals import ConvenedAhead, NoticeTooShort
from services.voting.assemblies.rules import earliest_day, request_window
from services.voting.assemblies.tables import Assembly
from services.voting.notices.issuing import issue_convening
from services.voting.rolls.actions.making import make_roll


@answers(contract.convene_assembly)
def convene_assembly(unit: Unit, assembly_id: str, body: dict[str, Any]) -> Assembly:
    """Record that the notice went out, if in time, with the agenda as it is, and who was invited (provisional roll).

    A notice sent earlier, on paper, is recorded with the day it bears; the day of recording is kept beside it. Of
    several parts the longest notice counts; sections are called before the assembly that their delegates go to.
    """
    assembly = held_assembly(unit, assembly_id, lock=True)
    require_step(assembly, "convene")
    convened_on = body["convened_on"] or unit.today
    admit_section(unit, assembly)
    require_sections_convened(unit, assembly)
    notice = notice_of(unit, assembly)
    if convened_on > unit.today:
        raise ConvenedAhead(convened_on=convened_on, today=unit.today, article=notice.article)
    earliest = earliest_day(convened_on, int(notice.value))
    if assembly.held_on < earliest:
        raise NoticeTooShort(
            convened_on=convened_on, earliest=earliest, notice_days=notice.value, held_on=assembly.held_on,
            article=notice.article,
        )  # fmt: skip
    take_step(assembly, "convene")
    assembly.convened_on, assembly.convened_at = convened_on, unit.now
    agenda = settle_agenda(unit, assembly, "notice")
    invited = make_roll(unit, assembly, "provisional", convened_on)
    issue_convening(unit, assembly)
    unit.emit(contract.assembly_convened, f"assemblies/{assembly.id}", {
        **told(assembly), "call": assembly.call, "invited": invited.size, "agenda_digest": agenda.digest,
    })  # fmt: skip
    return assembly


@answers(contract.get_calendar_days)
def get_calendar_days(unit: Unit, assembly_id: str) -> dict[str, Any]:
    """Return the lawful days of an assembly: of its notice, of its roll, of the resolutions that members may add."""
    assembly = held_assembly(unit, assembly_id)
    rules, notice = unit.rules_on(assembly.held_on), notice_of(unit, assembly)
    added = rules.statutes("assemblies.added_resolutions", {})
    # A second call has the agenda of the first.
    knows = bool(added.value) and assembly.call == 1
    window = request_window(assembly.held_on, added.value) if knows else (None, None)
    return {
        "assembly_id": assembly.id, "held_on": assembly.held_on,
        "notice_days": int(notice.value), "notice_article": notice.article,
        "notice_by": assembly.held_on - timedelta(days=int(notice.value)),
        "earliest_if_convened_today": earliest_day(unit.today, int(notice.value)),
        "record_date": assembly.record_date,
        "record_article": rules.statutes("assemblies.record_date", "day_of_assembly").article,
        "added_from": window[0], "added_until": window[1],
        "added_fraction": str(added.value["fraction"]) if knows else None,
        "added_article": added.article if knows else None,
    }  # fmt: skip
