"""Knows the delegates that the sections elected: they alone are the final roll of the main assembly."""

from __future__ import annotations

from sqlalchemy import select

from services.commons.rulebook import Rule
from services.commons.storage import Unit
from services.voting.assemblies.actions.holding import held_assembly
from services.voting.assemblies.contract.sections import NoDelegates, SectionsUnfinished
from services.voting.assemblies.tables import Assembly, Section
from services.voting.polls.successors import last_of
from services.voting.polls.tables import PROCLAIMED, Poll
from services.voting.tally.tables import Tally

FINISHED = ("closed", "minutes_signed")


def elected_by_sections(unit: Unit, main: Assembly) -> dict[str, list[str]]:
    """Return, by the assembly of each section, who makes up the final roll of a main assembly.

    An assembly without sections is left to all its members (nothing is returned). A section that held its session and
    elected nobody sends nobody; one that has not finished is waited for.
    """
    held = sections_of(unit, main)
    if not held:
        return {}
    article = sections_rule(unit, main).article
    if waiting := [section.name for section in held if not _finished(unit, section)]:
        raise SectionsUnfinished(
            assembly_id=main.id, sections=", ".join(waiting), why="have not finished", article=article
        )
    elected = {section.assembly_id: elected_by(unit, section) for section in held}
    if not any(elected.values()):
        raise NoDelegates(assembly_id=main.id, number=len(held), article=article)
    return elected


def sections_rule(unit: Unit, main: Assembly) -> Rule:
    """Return how the statutes divide the members; silent, they have no assemblies of sections."""
    return unit.rules_on(main.held_on).statutes("assemblies.sections")


def sections_of(unit: Unit, main: Assembly) -> list[Section]:
    """Return the sections of a main assembly, by name; a second call stands after the first."""
    rows = select(Section).where(Section.main_id == main.id).order_by(Section.name, Section.assembly_id)
    return list(unit.session.scalars(rows))


def elected_by(unit: Unit, section: Section) -> list[str]:
    """Return the delegates that a section elected, once that is proclaimed."""
    poll = last_of(unit, section.poll_id, Poll.assembly_id == section.assembly_id)
    if poll.state not in PROCLAIMED or poll.outcome != "adopted":
        return []
    return list(unit.session.get_one(Tally, poll.id).elected)


def _finished(unit: Unit, section: Section) -> bool:
    """Say whether nothing more comes of a section: it sat, or its quorum was missing and a second call took over."""
    assembly = held_assembly(unit, section.assembly_id)
    again = unit.session.scalar(select(Assembly.id).where(Assembly.first_call_id == assembly.id))
    return assembly.state in FINISHED or again is not None or (assembly.state == "inquorate" and assembly.call == 2)
