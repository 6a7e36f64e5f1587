"""Puts on the agenda what enough members ask for in time: the only way to add to an agenda that was sent."""

from __future__ import annotations

import math
from collections.abc import Iterable
from fractions import Fraction
from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from services.commons.bindings import answers
from services.commons.ids import new_id
from services.commons.refusals import NotFound
from services.commons.rulebook import Rule
from services.commons.storage import Listed, Unit, page_of
from services.voting.assemblies import contract
from services.voting.assemblies.actions.agenda import put_on_agenda, settle_agenda
from services.voting.assemblies.actions.delegation import sections_of
from services.voting.assemblies.actions.holding import held_assembly, in_state
from services.voting.assemblies.actions.presence import require_on_roll
from services.voting.assemblies.contract import agenda as refusals
from services.voting.assemblies.contract.refusals import AgendaSettled, SecondCallAgenda
from services.voting.assemblies.rules import parts_of_kind, request_window
from services.voting.assemblies.tables import AddedResolution, Assembly, ResolutionSignature
from services.voting.notices.issuing import issue_addendum_of
from services.voting.rolls.actions.making import current_roll, weights_of


@answers(contract.request_resolution)
def request_resolution(unit: Unit, assembly_id: str, body: dict[str, Any]) -> dict[str, Any]:
    """Keep a request with its first signatures; it is put on the agenda once enough have signed."""
    assembly = _convened(unit, assembly_id)
    part = body["part"] or parts_of_kind(assembly.kind)[0]
    if part not in parts_of_kind(assembly.kind):
        raise refusals.PartDoesNotFit(
            kind=assembly.kind, allowed=" or ".join(parts_of_kind(assembly.kind)), part=part,
            article=unit.rules_on(assembly.held_on).statutes(f"assemblies.{part}").article,
        )  # fmt: skip
    asked = AddedResolution(
        id=new_id("adr"), assembly_id=assembly_id, title=body["title"], text=body["text"], part=part,
        documents=body["documents"], state="signing", asked_at=unit.now, votes=0, entitled=0, required=0,
        article=_rule(unit, assembly).article,
    )  # fmt: skip
    unit.session.add(asked)
    unit.session.flush()
    _sign(unit, assembly, asked, body["supporter_ids"])
    return _shown(unit, asked)


@answers(contract.sign_added_resolution)
def sign_added_resolution(
    unit: Unit, assembly_id: str, added_resolution_id: str, body: dict[str, Any]
) -> dict[str, Any]:
    """Add signatures to a request; who has signed already is counted once."""
    assembly = _convened(unit, assembly_id)
    asked = _signing(unit, assembly, added_resolution_id)
    _sign(unit, assembly, asked, body["supporter_ids"])
    return _shown(unit, asked)


@answers(contract.accept_added_resolution)
def accept_added_resolution(unit: Unit, assembly_id: str, added_resolution_id: str) -> dict[str, Any]:
    """Put a resolution on the agenda when enough votes ask for it within the days of the statutes.

    It goes onto the agendas of the sections too, which discuss the same: none of them may have sat.
    """
    assembly = _convened(unit, assembly_id)
    asked = _signing(unit, assembly, added_resolution_id)
    rule = _rule(unit, assembly)
    opens_on, closes_on = request_window(assembly.held_on, rule.value)
    if not opens_on <= unit.today <= closes_on:
        raise refusals.OutsideRequestWindow(
            opens_on=opens_on, closes_on=closes_on, held_on=assembly.held_on, today=unit.today, article=rule.article
        )
    _count(unit, assembly, asked)
    if not 0 < asked.votes >= asked.required:
        raise refusals.SupportTooSmall(
            votes=asked.votes, entitled=asked.entitled, required=asked.required, fraction=str(rule.value["fraction"]),
            article=rule.article,
        )  # fmt: skip
    for section in _sections(unit, assembly):
        if section.state != "convened":
            raise AgendaSettled(assembly_id=section.id, convened_on=section.convened_on, article=rule.article)
        _extend(unit, section, asked)
    asked.state, asked.accepted_at = "accepted", unit.now
    asked.agenda_item_id = _extend(unit, assembly, asked)
    return _shown(unit, asked)


@answers(contract.list_added_resolutions)
def list_added_resolutions(unit: Unit, assembly_id: str, limit: int, cursor: str | None) -> Listed:
    """List the requests in the order in which they were made."""
    held_assembly(unit, assembly_id)
    rows = select(AddedResolution).where(AddedResolution.assembly_id == assembly_id)
    page = page_of(unit.session, rows, key=[AddedResolution.id], limit=limit, cursor=cursor)
    return Listed([_shown(unit, one) for one in page.data], page.next_cursor)


def supporters_of(unit: Unit, added_resolution_id: str) -> list[str]:
    """Return who signed a request, by id."""
    rows = select(ResolutionSignature.member_id).where(
        ResolutionSignature.added_resolution_id == added_resolution_id
    )
    return list(unit.session.scalars(rows.order_by(ResolutionSignature.member_id)))


def _convened(unit: Unit, assembly_id: str) -> Assembly:
    """Return an assembly whose agenda was sent and may still grow."""
    assembly = held_assembly(unit, assembly_id, lock=True)
    in_state(assembly, "convened")
    article = _rule(unit, assembly).article
    if assembly.call != 1:
        raise SecondCallAgenda(assembly_id=assembly.id, first_call_id=assembly.first_call_id, article=article)
    if assembly.main_id is not None:
        # A section discusses the agenda of its main assembly: what is added there comes here.
        raise AgendaSettled(assembly_id=assembly.id, convened_on=assembly.convened_on, article=article)
    return assembly


def _signing(unit: Unit, assembly: Assembly, added_resolution_id: str) -> AddedResolution:
    asked = unit.session.get(AddedResolution, added_resolution_id, with_for_update=True, populate_existing=True)
    if asked is None or asked.assembly_id != assembly.id:
        raise NotFound(what="added resolution", id=added_resolution_id)
    if asked.state != "signing":
        raise refusals.ResolutionAccepted(
            added_resolution_id=asked.id, accepted_on=asked.accepted_at, article=asked.article
        )
    return asked


def _rule(unit: Unit, assembly: Assembly) -> Rule:
    return unit.rules_on(assembly.held_on).statutes("assemblies.added_resolutions")


def _sign(unit: Unit, assembly: Assembly, asked: AddedResolution, member_ids: Iterable[str]) -> None:
    signing = sorted(set(member_ids))
    require_on_roll(unit, assembly, set(signing))
    rows = [{"added_resolution_id": asked.id, "member_id": member, "signed_at": unit.now} for member in signing]
    unit.session.execute(insert(ResolutionSignature).on_conflict_do_nothing(), rows)
    _count(unit, assembly, asked)


def _count(unit: Unit, assembly: Assembly, asked: AddedResolution) -> None:
    """Count the votes that signed, on the roll of those invited, against the part of all votes that is needed."""
    roll, rule = current_roll(unit, assembly.id), _rule(unit, assembly)
    asked.entitled = roll.votes if roll else 0
    asked.votes = sum(weights_of(unit, roll.id, supporters_of(unit, asked.id)).values()) if roll else 0
    asked.required = math.ceil(Fraction(str(rule.value["fraction"])) * asked.entitled)
    asked.article = rule.article


def _sections(unit: Unit, main: Assembly) -> list[Assembly]:
    return [held_assembly(unit, one.assembly_id, lock=True) for one in sections_of(unit, main)]


def _extend(unit: Unit, assembly: Assembly, asked: AddedResolution) -> str:
    """Put a resolution on an agenda that was sent, as its next version, and send the addendum."""
    item = put_on_agenda(unit, assembly, asked.title, asked.text, asked.part, asked.documents)
    version = settle_agenda(unit, assembly, "addendum")
    unit.emit(contract.agenda_extended, f"assemblies/{assembly.id}", {
        "assembly_id": assembly.id, "held_on": assembly.held_on, "version": version.version, "digest": version.digest,
        "agenda_item_id": item.id,
    })  # fmt: skip
    issue_addendum_of(unit, assembly)
    return item.id


def _shown(unit: Unit, asked: AddedResolution) -> dict[str, Any]:
    columns = {column.key: getattr(asked, column.key) for column in AddedResolution.__table__.columns}
    return {**columns, "supporter_ids": supporters_of(unit, asked.id)}
