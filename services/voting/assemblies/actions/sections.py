"""Divides the members into sections, whose assemblies have the main agenda and elect delegates."""

from __future__ import annotations

from collections import Counter
from typing import Any

from sqlalchemy import select

from services.commons.bindings import answers
from services.commons.rulebook import Rule
from services.commons.storage import Unit
from services.voting.assemblies import contract
from services.voting.assemblies.actions.agenda import copy_agenda, put_on_agenda, require_unsettled
from services.voting.assemblies.actions.delegation import elected_by, sections_of, sections_rule
from services.voting.assemblies.actions.holding import held_assembly, in_state
from services.voting.assemblies.actions.preparing import drafted
from services.voting.assemblies.contract import sections as refusals
from services.voting.assemblies.contract.refusals import WrongAssemblyState
from services.voting.assemblies.rules import delegates_for
from services.voting.assemblies.tables import AgendaItem, Assembly, Section
from services.voting.polls.actions.drafting import draft_poll
from services.voting.polls.tables import Poll
from services.voting.rolls.actions.delegates import delegates_of, send_delegates
from services.voting.rolls.actions.making import electors_on


@answers(contract.make_sections)
def make_sections(unit: Unit, assembly_id: str, body: dict[str, Any]) -> dict[str, Any]:
    """Make an assembly for each section, with the election of its delegates; each member votes in exactly one."""
    main = held_assembly(unit, assembly_id, lock=True)
    in_state(main, "draft")
    if main.kind == "section" or main.call != 1:
        raise WrongAssemblyState(assembly_id=main.id, state=f"a {main.kind} assembly", needed="a main assembly")
    rule = sections_rule(unit, main)
    if held := sections_of(unit, main):
        raise refusals.SectionsMade(assembly_id=main.id, number=len(held), article=rule.article)
    require_unsettled(unit, main)
    asked = body["sections"]
    for name, members in _divided(unit, main, rule, asked).items():
        when = next(one for one in asked if one["name"] == name)
        _check_before(rule, main, name, when["held_on"])
        _make(unit, main, rule, when, sorted(members))
    return get_sections(unit, main.id)


@answers(contract.get_sections)
def get_sections(unit: Unit, assembly_id: str) -> dict[str, Any]:
    """Return the sections of an assembly in the order of their names, second calls included."""
    main = held_assembly(unit, assembly_id)
    held = sections_of(unit, main)
    article = sections_rule(unit, main).article if held else ""
    shown = []
    for section in held:
        columns = {column.key: getattr(section, column.key) for column in Section.__table__.columns}
        state = held_assembly(unit, section.assembly_id).state
        shown.append({**columns, "state": state, "elected_ids": elected_by(unit, section), "article": article})
    return {"sections": shown}


def admit_section(unit: Unit, assembly: Assembly) -> None:
    """Before a section is called: give it the agenda of the main assembly, which is settled from then on."""
    section = unit.session.get(Section, assembly.id)
    if section is None:
        return
    # Locked on the first call alone, when its agenda is copied: a request that is accepted locks the other way round.
    main = held_assembly(unit, section.main_id, lock=assembly.call == 1)
    in_state(main, "draft", "convened")
    rule = sections_rule(unit, main)
    _check_before(rule, main, section.name, assembly.held_on)
    if assembly.call == 1:
        copy_agenda(unit, main, assembly)
        if section.divided_by == "college":
            voting = electors_on(unit, main, unit.today)
            send_delegates(unit, assembly.id, [one["member_id"] for one in voting if one["college"] == section.name])


def call_section_again(unit: Unit, first: Assembly, second: Assembly, polls: dict[str, str]) -> None:
    """Give the second call of a section its members and the election of its delegates (``polls``: old id → new)."""
    section = unit.session.get(Section, first.id)
    if section is None:
        return
    poll_id = section.poll_id
    while poll_id not in polls:
        poll_id = unit.session.scalars(select(Poll.id).where(Poll.predecessor_id == poll_id)).one()
    unit.session.add(
        Section(assembly_id=second.id, main_id=section.main_id, name=section.name, divided_by=section.divided_by,
                members=section.members, delegates=section.delegates, poll_id=polls[poll_id])
    )  # fmt: skip
    send_delegates(unit, second.id, delegates_of(unit, first.id) or ())


def require_sections_convened(unit: Unit, main: Assembly) -> None:
    """Refuse to call a main assembly before its sections are called: their members get the same agenda."""
    waiting = [one.name for one in sections_of(unit, main) if held_assembly(unit, one.assembly_id).state == "draft"]
    if waiting:
        raise refusals.SectionsUnfinished(
            assembly_id=main.id, sections=", ".join(waiting), why="are not convened yet",
            article=sections_rule(unit, main).article,
        )  # fmt: skip


def _divided(unit: Unit, main: Assembly, rule: Rule, asked: list[dict[str, Any]]) -> dict[str, set[str]]:
    """Return the members of each section, or refuse: everyone who votes stands in exactly one."""
    names = Counter(one["name"] for one in asked)
    voting = {one["member_id"]: one["college"] for one in electors_on(unit, main, unit.today)}
    by_college = rule.value["by"] == "college"
    if by_college:
        placed = [(college, member) for member, college in voting.items() if college in names]
    else:
        placed = [(one["name"], member) for one in asked for member in one["member_ids"] or ()]
    times = Counter(member for _, member in placed)
    problems = {
        "a section is named twice": [name for name, count in names.items() if count > 1],
        "its members follow from the college": [
            one["name"] for one in asked if by_college and one["member_ids"] is not None
        ],
        "not a voting member": sorted(times.keys() - voting.keys()),
        "in more than one section": sorted(member for member, count in times.items() if count > 1),
        "in no section": sorted(voting.keys() - times.keys()),
        "nobody votes in the section": sorted(names.keys() - {name for name, _ in placed}),
    }
    for why, named in problems.items():
        if named:
            said = ", ".join(named[:10]) + (f" … ({len(named)} in all)" if len(named) > 10 else "")
            raise refusals.SectionsIncomplete(why=why, named=said, number=len(named), article=rule.article)
    return {name: {member for section, member in placed if section == name} for name in names}


def _check_before(rule: Rule, main: Assembly, name: str, held_on: Any) -> None:
    if held_on > main.held_on:
        raise refusals.SectionAfterMain(section=name, held_on=held_on, main_on=main.held_on, article=rule.article)


def _make(unit: Unit, main: Assembly, rule: Rule, when: dict[str, Any], members: list[str]) -> None:
    name, rates = when["name"], rule.value["delegates"]
    title = f"{main.title} – {name}"[:200]
    assembly = drafted(unit, "section", title, when, main_id=main.id, section=name)
    send_delegates(unit, assembly.id, members)
    delegates = delegates_for(len(members), int(rates["one_per"]), int(rates["at_least"]))
    item = put_on_agenda(unit, assembly, "Election of the delegates", None)
    unit.session.add(
        Section(assembly_id=assembly.id, main_id=main.id, name=name, divided_by=rule.value["by"], members=len(members),
                delegates=delegates, poll_id=_draft_election(unit, assembly, item, delegates))
    )  # fmt: skip
    unit.session.flush()


def _draft_election(unit: Unit, assembly: Assembly, item: AgendaItem, seats: int) -> str:
    method = unit.rules_on(assembly.held_on).statutes("ballots.elections.method", "approval").value
    return draft_poll(unit, {
        "assembly_id": assembly.id, "title": item.title, "agenda_item_id": item.id, "method": method, "seats": seats,
    }).id  # fmt: skip
