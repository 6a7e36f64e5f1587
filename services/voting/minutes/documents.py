"""Hands out the minutes and the attendance sheet; names are joined here, and nowhere else."""

from __future__ import annotations

from services.commons.bindings import answers
from services.commons.canonical import canonical
from services.commons.documents import part_of, written
from services.commons.requests import Chunk
from services.commons.storage import Unit
from services.voting.assemblies.actions.holding import held_assembly
from services.voting.minutes import contract
from services.voting.minutes.attendance import attendance_paper
from services.voting.minutes.moments import moment
from services.voting.minutes.paper import minutes_paper
from services.voting.minutes.people import members_in, people_of
from services.voting.minutes.signing import minutes_of


@answers(contract.get_minutes)
def get_minutes(unit: Unit, assembly_id: str, format: str, language: str, cursor: str | None) -> Chunk:
    """Return the minutes: as data with digest and signatures, or printed with names."""
    minutes = minutes_of(unit, held_assembly(unit, assembly_id))
    signatures = [{**one, "signed_at": moment(one["signed_at"])} for one in minutes.signatures]
    if format == "json":
        told = {"minutes": minutes.content, "digest": minutes.digest, "fixed": minutes.fixed, "signatures": signatures}
        return part_of(canonical(told), "application/json", cursor, f"minutes-{assembly_id}.json")
    people = people_of(unit, members_in(minutes.content))
    paper = minutes_paper(minutes.content, minutes.digest, signatures, people, fixed=minutes.fixed)
    return written(unit, paper, format, language, cursor, f"minutes-{assembly_id}")


@answers(contract.get_attendance_sheet)
def get_attendance_sheet(unit: Unit, assembly_id: str, language: str, cursor: str | None) -> Chunk:
    """Print the attendance sheet of the roll in force."""
    paper = attendance_paper(unit, held_assembly(unit, assembly_id))
    return written(unit, paper, "pdf", language, cursor, f"attendance-{assembly_id}")
