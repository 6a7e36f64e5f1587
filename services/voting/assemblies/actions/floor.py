"""What must be so before a poll of an assembly opens: the bureau, the amendments, the part that sits."""

from __future__ import annotations

from sqlalchemy import select

from services.commons.rulebook import Rule
from services.commons.storage import Unit
from services.voting.assemblies.actions.holding import held_assembly
from services.voting.assemblies.actions.terms import part_of, terms_of
from services.voting.assemblies.contract.bureau import TellersNotNamed
from services.voting.assemblies.contract.refusals import AmendmentsFirst, BureauMissing, QuorumDeclaredMissing
from services.voting.assemblies.rules import bureau_gaps
from services.voting.assemblies.tables import Amendment, Assembly, Officer, QuorumFinding
from services.voting.polls.tables import Poll


def check_floor(unit: Unit, assembly: Assembly, poll: Poll) -> None:
    """Refuse to open a poll before its turn; the assembly is locked."""
    _check_part(unit, assembly, poll)
    _check_bureau(unit, assembly)
    _check_amendments(unit, assembly, poll)


def officers_now(unit: Unit, assembly_id: str) -> list[Officer]:
    """Return those who hold an office of the bureau now, in the order in which they were named."""
    rows = select(Officer).where(Officer.assembly_id == assembly_id, Officer.ended_at.is_(None))
    return list(unit.session.scalars(rows.order_by(Officer.named_at, Officer.id)))


def tellers_of(unit: Unit, assembly_id: str) -> list[str]:
    """Return the tellers of the bureau who have accepted: two, or fewer while it is not complete."""
    return [
        one.member_id for one in officers_now(unit, assembly_id) if one.office == "teller" and one.accepted_at
    ]


def named_tellers(unit: Unit, assembly_id: str, named: list[str] | None) -> list[str]:
    """Return the two tellers of a count: those named, or those of the bureau."""
    if named is not None:
        return named
    held = tellers_of(unit, assembly_id)
    if len(held) != 2:
        assembly = held_assembly(unit, assembly_id)
        raise TellersNotNamed(assembly_id=assembly_id, held=len(held), article=bureau_rule(unit, assembly).article)
    return held


def bureau_rule(unit: Unit, assembly: Assembly) -> Rule:
    """Return whether the statutes ask for the bureau before anything is voted."""
    return unit.rules_on(assembly.held_on).statutes("assemblies.bureau.required", False)


def _check_part(unit: Unit, assembly: Assembly, poll: Poll) -> None:
    part = part_of(unit, assembly, poll.agenda_item_id)
    finding = unit.session.get(QuorumFinding, (assembly.id, part))
    if finding is not None:
        raise QuorumDeclaredMissing(part=part, counted=finding.counted, required=finding.required,
                                    found_at=finding.found_at, article=finding.article)  # fmt: skip


def _check_bureau(unit: Unit, assembly: Assembly) -> None:
    rule = bureau_rule(unit, assembly)
    if not rule.value:
        return
    holding = [(one.office, one.accepted_at is not None) for one in officers_now(unit, assembly.id)]
    if missing := bureau_gaps(holding):
        raise BureauMissing(assembly_id=assembly.id, missing=", ".join(missing), article=rule.article)


def _check_amendments(unit: Unit, assembly: Assembly, poll: Poll) -> None:
    """Amendments are voted first, in the order in which they were moved."""
    own = unit.session.scalars(select(Amendment).where(Amendment.vote_poll_id == poll.id)).first()
    waiting = select(Amendment.id).where(Amendment.state == "moved").order_by(Amendment.position)
    if own is None:
        waiting = waiting.where(Amendment.poll_id == poll.id)
    else:
        waiting = waiting.where(Amendment.poll_id == own.poll_id, Amendment.position < own.position)
    if ids := unit.session.scalars(waiting).all():
        article = terms_of(unit, assembly, part_of(unit, assembly, poll.agenda_item_id)).majority.article
        raise AmendmentsFirst(poll_id=poll.id, amendment_ids=", ".join(ids), article=article)
