"""Takes in what auxiliaries are called, one by one or from a file."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from services.commons.bindings import answers
from services.commons.jobs import Verdict
from services.commons.refusals import NotFound
from services.commons.storage import Unit
from services.ledger.accounts.contract import names as contract
from services.ledger.accounts.names import ORGANISATION, PERSON, Named, keep_names, pseudonymised
from services.ledger.accounts.sheets import NameLine, name_lines
from services.ledger.accounts.tables import Auxiliary, AuxiliaryName
from services.ledger.capital.tables import Member
from services.ledger.sheets import is_number


@answers(contract.name_auxiliary)
def name_auxiliary(unit: Unit, auxiliary: str, body: dict[str, Any]) -> AuxiliaryName:
    """Keep what an auxiliary is called; a later word takes the place of an earlier one."""
    line = NameLine(auxiliary, body["name"], body["party"])
    if pseudonymised(unit.session, [auxiliary]):
        raise contract.NameErased(auxiliary=auxiliary)
    keep_names(unit.session, [Named(auxiliary, line.name, _party(unit, line, auxiliary))], unit.now)
    return unit.session.get_one(AuxiliaryName, auxiliary, populate_existing=True)


@answers(contract.get_auxiliary_name)
def get_auxiliary_name(unit: Unit, auxiliary: str) -> AuxiliaryName:
    """Show what an auxiliary is called."""
    found = unit.session.get(AuxiliaryName, auxiliary)
    if found is None:
        raise NotFound(what="name of auxiliary", id=auxiliary)
    return found


def import_lines(unit: Unit, values: Sequence[NameLine], dry_run: bool) -> list[Verdict]:
    """Keep the names of many lines; those of who was pseudonymised are skipped."""
    numbers = [int(value.auxiliary) for value in values if is_number(value.auxiliary)]
    members = select(Member.number, Member.id).where(Member.number.in_(numbers))
    by_number = {str(number): identifier for number, identifier in unit.session.execute(members)} if numbers else {}
    ids = [by_number.get(str(int(value.auxiliary)), value.auxiliary) if is_number(value.auxiliary) else value.auxiliary
           for value in values]  # fmt: skip
    held = select(AuxiliaryName.id, AuxiliaryName.name, AuxiliaryName.party).where(AuxiliaryName.id.in_(ids))
    before = {row.id: (row.name, row.party) for row in unit.session.execute(held)}
    gone = pseudonymised(unit.session, ids)
    verdicts, fresh = [], []
    for value, identifier in zip(values, ids, strict=True):
        party = _party(unit, value, identifier)
        known = before.get(identifier)
        before[identifier] = (value.name, party)
        if identifier in gone or known == (value.name, party):
            verdicts.append(Verdict("skipped", identifier))
            continue
        fresh.append(Named(identifier, value.name, party))
        verdicts.append(Verdict("updated" if known else "created", identifier))
    keep_names(unit.session, fresh, unit.now)
    return verdicts


@answers(contract.import_auxiliary_names, items=name_lines, together=import_lines)
def import_line(unit: Unit, value: NameLine, dry_run: bool) -> Verdict:
    """Keep one line's name."""
    return import_lines(unit, [value], dry_run)[0]


def _party(unit: Unit, line: NameLine, identifier: str) -> str:
    """Return what an auxiliary is: as said, as the share register knows it, or by its kind; refuse one unknown."""
    auxiliary = unit.session.get(Auxiliary, identifier)
    if auxiliary is None:
        raise NotFound(what="auxiliary", id=line.auxiliary)
    if line.party:
        return line.party
    member = unit.session.get(Member, identifier)
    if member is not None:
        return ORGANISATION if member.kind == "organisation" else PERSON
    return PERSON if auxiliary.kind in ("member", "employee") else ORGANISATION
