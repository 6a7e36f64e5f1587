"""Agreements made, signed, shown, and applied to an amount."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import date
from fractions import Fraction
from typing import Any

from sqlalchemy import func, select, tuple_

from services.commons.bindings import answers
from services.commons.refusals import NotFound
from services.commons.rulebook.founding import check_not_before_founding
from services.commons.storage import Listed, Unit, page_of
from services.membership.activities.as_of import owning_on, state_on
from services.membership.activities.rules import CLOSED, are_whole
from services.membership.activities.tables import Activity, ActivityOwner, CooperationGroup
from services.membership.register.days import check_not_in_the_future

from . import contract
from .contract import (
    AgreementOutOfOrder,
    AgreementPeopleChanged,
    AgreementSigned,
    AgreementSuperseded,
    SplitNotOfTheGroup,
    SplitNotWhole,
    agreement_signed,
)
from .rules import split
from .tables import AgreementPart, GroupAgreement


@answers(contract.make_agreement)
def make_agreement(unit: Unit, group_id: str, body: dict[str, Any]) -> dict[str, Any]:
    """Record a version; it binds once everybody in it has signed."""
    _held(unit, group_id)
    effective_on, parts = body["effective_on"] or unit.today, body["parts"]
    check_not_before_founding(unit, effective_on)
    article = unit.rules.bylaws("cooperation_groups", None).article
    if not are_whole(list(parts.values())):
        total = sum(parts.values(), Fraction())
        raise SplitNotWhole(article=article, people=len(parts), total=total)
    people = _people(unit, group_id, max(effective_on, unit.today))
    if people != set(parts):
        raise SplitNotOfTheGroup(article=article, people=len(people), missing=len(people - set(parts)),
                                 strangers=len(set(parts) - people))  # fmt: skip
    binding = _latest_signed(unit, group_id)
    if binding is not None and effective_on <= binding.effective_on:
        raise AgreementOutOfOrder(article=article, latest=binding.effective_on, given=effective_on)
    latest = select(func.max(GroupAgreement.version)).where(GroupAgreement.group_id == group_id)
    version = (unit.session.scalar(latest) or 0) + 1
    agreement = GroupAgreement(group_id=group_id, version=version, effective_on=effective_on,
                               reference=body["reference"], recorded_at=unit.now)  # fmt: skip
    unit.session.add(agreement)
    unit.session.add_all(
        AgreementPart(group_id=group_id, version=version, party_id=party_id, part=str(part), signed_on=None)
        for party_id, part in sorted(parts.items())
    )
    unit.session.flush()
    return _shown(unit, [agreement], unit.today)[0]


@answers(contract.sign_agreement)
def sign_agreement(unit: Unit, group_id: str, version: str, body: dict[str, Any]) -> dict[str, Any]:
    """Record a signature; the last one makes the version binding, and is told."""
    _held(unit, group_id)
    number = int(version) if version.isascii() and version.isdigit() and len(version) < 10 else 0
    agreement = unit.session.get(GroupAgreement, (group_id, number))
    part = unit.session.get(AgreementPart, (group_id, number, body["party_id"]), with_for_update=True)
    if agreement is None:
        raise NotFound(what="agreement", id=version)
    if part is None:
        raise NotFound(what="part of this agreement for", id=body["party_id"])
    signed_on = body["signed_on"] or unit.today
    check_not_in_the_future(unit, signed_on)
    if part.signed_on is not None:
        raise AgreementSigned(party_id=body["party_id"], version=number, signed_on=part.signed_on)
    binding = _latest_signed(unit, group_id)
    if binding is not None and binding.version > number:
        raise AgreementSuperseded(latest=binding.version, version=number)
    if binding is not None and binding.effective_on >= agreement.effective_on:  # signed by all since this was made
        raise AgreementOutOfOrder(article=unit.rules.bylaws("cooperation_groups", None).article,
                                  latest=binding.effective_on, given=agreement.effective_on)  # fmt: skip
    part.signed_on = signed_on
    unit.session.flush()
    shown = _shown(unit, [agreement], unit.today)[0]
    if shown["state"] == "signed":
        unit.emit(agreement_signed, f"cooperation-groups/{group_id}", {
            "group_id": group_id, "version": number, "effective_on": agreement.effective_on,
        })  # fmt: skip
    return shown


@answers(contract.list_agreements)
def list_agreements(unit: Unit, group_id: str, as_of: date | None, limit: int, cursor: str | None) -> Listed:
    """Return a page of the versions, the first one first."""
    _known(unit, group_id)
    rows = select(GroupAgreement).where(GroupAgreement.group_id == group_id)
    page = page_of(unit.session, rows, key=[GroupAgreement.version], limit=limit, cursor=cursor)
    return Listed(_shown(unit, page.data, as_of or unit.today), page.next_cursor)


@answers(contract.split_pay)
def split_pay(unit: Unit, group_id: str, minor: int, as_of: date | None) -> dict[str, Any]:
    """Split an amount by the version in force; refuse to where it is not of the group's people any more."""
    _known(unit, group_id)
    day = as_of or unit.today
    version = _in_force(unit, [group_id], day).get(group_id)
    if version is None:
        raise NotFound(what="agreement in force of group", id=group_id)
    rows = select(AgreementPart).where(AgreementPart.group_id == group_id, AgreementPart.version == version)
    parts = {row.party_id: Fraction(row.part) for row in unit.session.scalars(rows)}
    people = _people(unit, group_id, day)
    if people != set(parts):
        raise AgreementPeopleChanged(
            article=unit.rules.bylaws("cooperation_groups", None).article, version=version, given=day,
            left=len(set(parts) - people), joined=len(people - set(parts)),
        )  # fmt: skip
    shares = split(minor, parts)
    return {"group_id": group_id, "version": version,
            "shares": [{"party_id": party_id, "minor": shares[party_id]} for party_id in sorted(shares)]}  # fmt: skip


def _known(unit: Unit, group_id: str) -> None:
    if unit.session.get(CooperationGroup, group_id) is None:
        raise NotFound(what="cooperation group", id=group_id)


def _held(unit: Unit, group_id: str) -> None:
    """Hold a group until the end of the transaction, so that versions and signatures come one at a time."""
    if unit.session.get(CooperationGroup, group_id, with_for_update=True) is None:
        raise NotFound(what="cooperation group", id=group_id)


def _people(unit: Unit, group_id: str, day: date) -> set[str]:
    rows = (
        select(ActivityOwner.party_id).join(Activity, Activity.id == ActivityOwner.activity_id)
        .where(Activity.group_id == group_id, owning_on(day), state_on(day) != CLOSED)
    )  # fmt: skip
    return set(unit.session.scalars(rows))


def _latest_signed(unit: Unit, group_id: str) -> GroupAgreement | None:
    """Return the last version that everyone signed, whenever it takes effect."""
    unsigned = select(AgreementPart.version).where(
        AgreementPart.group_id == group_id, AgreementPart.signed_on.is_(None)
    )
    rows = select(GroupAgreement).where(GroupAgreement.group_id == group_id, GroupAgreement.version.not_in(unsigned))
    return unit.session.scalar(rows.order_by(GroupAgreement.version.desc()).limit(1))


def _in_force(unit: Unit, group_ids: Collection[str], day: date) -> dict[str, int]:
    """Return the version of each group that binds on a day: the latest that began by then and that all have signed."""
    unsigned = select(AgreementPart.group_id, AgreementPart.version).where(
        (AgreementPart.signed_on.is_(None)) | (AgreementPart.signed_on > day)
    )
    rows = unit.session.execute(
        select(GroupAgreement.group_id, func.max(GroupAgreement.version))
        .where(GroupAgreement.group_id.in_(group_ids), GroupAgreement.effective_on <= day,
               tuple_(GroupAgreement.group_id, GroupAgreement.version).not_in(unsigned))
        .group_by(GroupAgreement.group_id)
    )  # fmt: skip
    return {row[0]: row[1] for row in rows}


def _shown(unit: Unit, agreements: Sequence[GroupAgreement], day: date) -> list[dict[str, Any]]:
    groups = {one.group_id for one in agreements}
    parts: dict[tuple[str, int], list[AgreementPart]] = defaultdict(list)
    rows = select(AgreementPart).where(AgreementPart.group_id.in_(groups)).order_by(AgreementPart.party_id)
    for row in unit.session.scalars(rows):
        parts[row.group_id, row.version].append(row)
    binding = _in_force(unit, groups, day)
    days = {(one.group_id, max(day, one.effective_on)) for one in agreements}
    people = {key: _people(unit, *key) for key in days}
    return [
        {"group_id": one.group_id, "version": one.version, "effective_on": one.effective_on,
         "reference": one.reference, "in_force": binding.get(one.group_id) == one.version,
         "people_changed": people[one.group_id, max(day, one.effective_on)]
         != {part.party_id for part in parts[one.group_id, one.version]},
         "state": "signed" if all(part.signed_on for part in parts[one.group_id, one.version]) else "to_be_signed",
         "parts": [{"party_id": part.party_id, "part": Fraction(part.part), "signed_on": part.signed_on}
                   for part in parts[one.group_id, one.version]]}
        for one in agreements
    ]  # fmt: skip
