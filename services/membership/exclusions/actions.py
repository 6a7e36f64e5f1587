"""Proposes exclusions, and ends the membership of whom the assembly excluded.

The member stays on the roll and votes (law 47-1775): nothing here touches a roll before the vote is adopted.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from sqlalchemy import select

from services.commons.bindings import answers
from services.commons.canonical import digest
from services.commons.ids import new_id
from services.commons.proposals import CannotBeUndone, EffectRow, Proposal, carries_out, propose, take_back
from services.commons.proposals.refusals import ProposalTakenBack
from services.commons.proposals.states import state_of
from services.commons.proposals.tables import ProposalRow
from services.commons.refusals import NotFound
from services.commons.storage import Listed, Unit, page_of
from services.membership.contract import proposals
from services.membership.register import parties
from services.membership.register.actions.departures import annul, end_membership, running_membership
from services.membership.register.days import check_not_in_the_future
from services.membership.register.tables import Departure, Membership
from services.voting.polls.contract import resolution_adopted, resolution_annulled

from . import contract
from .tables import Exclusion

EFFECT = "exclude_member"


@answers(contract.propose_exclusion)
def propose_exclusion(unit: Unit, member_id: str, body: dict[str, Any]) -> dict[str, Any]:
    """Propose an exclusion to the assembly that the statutes name; an extraordinary one where they name none."""
    parties.locked(unit, member_id)
    membership = running_membership(unit, member_id)
    _check_hearing(unit, body["invited_on"], body["hearing_on"])
    _check_no_other(unit, member_id)
    exclusion_id, (assembly, article) = new_id("exc"), _assembly(unit)
    content = {
        "exclusion_id": exclusion_id, "member_id": member_id, "membership_id": membership.id,
        "grounds": digest(body["grounds"]), "invited_on": body["invited_on"].isoformat(),
        "hearing_on": body["hearing_on"].isoformat(), "article": article,
    }  # fmt: skip
    row = propose(
        unit, proposals, EFFECT, content, _ground(unit, membership), about_person=True, assembly=assembly,
        summary=f"Exclusion of a member ({exclusion_id})",
    )  # fmt: skip
    exclusion = Exclusion(
        id=exclusion_id, member_id=member_id, membership_id=membership.id, proposal_id=row.id, article=article,
        recorded_at=unit.now, **body,
    )  # fmt: skip
    unit.session.add(exclusion)
    unit.session.flush()
    return _shown(unit, exclusion)


@answers(contract.get_exclusion)
def get_exclusion(unit: Unit, exclusion_id: str) -> dict[str, Any]:
    """Return one exclusion."""
    return _shown(unit, _known(unit, exclusion_id))


@answers(contract.list_exclusions)
def list_exclusions(unit: Unit, member_id: str | None, limit: int, cursor: str | None) -> Listed:
    """List exclusions in the order in which they were proposed."""
    rows = select(Exclusion)
    if member_id is not None:
        rows = rows.where(Exclusion.member_id == member_id)
    page = page_of(unit.session, rows, key=[Exclusion.id], limit=limit, cursor=cursor)
    return Listed([_shown(unit, row) for row in page.data], page.next_cursor)


@answers(contract.withdraw_exclusion)
def withdraw_exclusion(unit: Unit, exclusion_id: str) -> dict[str, Any]:
    """Take the proposal back; an exclusion that was voted stays what the vote made of it."""
    exclusion = _known(unit, exclusion_id)
    row = unit.session.get_one(ProposalRow, exclusion.proposal_id, with_for_update=True)
    if state_of(unit, row)[0] == "standing":
        take_back(unit, proposals, row, ProposalTakenBack(proposal_id=row.id, why="whoever proposed it took it back"))
    return _shown(unit, exclusion)


def ground_of(unit: Unit, proposal: Proposal) -> dict[str, Any]:
    """Return what the proposal rests on: a membership that runs, and the assembly that the statutes ask for."""
    parties.locked(unit, proposal.content["member_id"])
    return _ground(unit, unit.session.get_one(Membership, proposal.content["membership_id"], populate_existing=True))


def undo(unit: Unit, proposal: Proposal, settled: EffectRow, annulled: dict[str, Any]) -> dict[str, Any]:
    """Let the membership run on under the same number; what was cleared with it is reported, not restored."""
    parties.locked(unit, proposal.content["member_id"])
    membership = unit.session.get_one(Membership, proposal.content["membership_id"], populate_existing=True)
    ended = select(Departure).where(
        Departure.membership_id == membership.id, Departure.resolution_id == settled.resolution_id,
        Departure.annulled_on.is_(None),
    )  # fmt: skip
    departure = unit.session.scalar(ended)
    if departure is None:
        raise CannotBeUndone(effect=EFFECT, why="the membership was ended otherwise since")
    number = annul(unit, membership, departure, date.fromisoformat(annulled["annulled_on"]))
    return {"membership": membership.id, "number": number, "not_restored": settled.links.get("cleared", {})}


@carries_out(
    resolution_adopted, effect=EFFECT, events=proposals, ground=ground_of, annulled=resolution_annulled, undo=undo
)
def exclude_member(unit: Unit, proposal: Proposal, adopted: dict[str, Any]) -> dict[str, Any]:
    """End the membership on the assembly's day; seats, groups and shifts are cleared, and the shares asked back."""
    content, adopted_on = proposal.content, date.fromisoformat(adopted["adopted_on"])
    if adopted_on < date.fromisoformat(content["hearing_on"]):
        raise contract.NotHeard(
            article=content["article"], member_id=content["member_id"], hearing_on=content["hearing_on"],
            adopted_on=adopted_on,
        )  # fmt: skip
    membership = unit.session.get_one(Membership, content["membership_id"])
    cleared = end_membership(unit, membership, adopted_on, adopted_on, "exclusion", adopted["resolution_id"])
    return {"membership": membership.id, "left_on": adopted_on.isoformat(), "cleared": cleared}


def _ground(unit: Unit, membership: Membership) -> dict[str, Any]:
    ends_on = membership.ends_on.isoformat() if membership.ends_on else None
    return {"membership": membership.id, "ends_on": ends_on, "assembly": _assembly(unit)[0]}


def _assembly(unit: Unit) -> tuple[str, str]:
    rule = unit.rules.statutes("membership.exclusion.assembly", "extraordinary")
    return str(rule.value), rule.article


def _check_hearing(unit: Unit, invited_on: date, hearing_on: date) -> None:
    check_not_in_the_future(unit, invited_on)
    rule = unit.rules.statutes("membership.exclusion.invitation_days", 0)
    earliest = invited_on + timedelta(days=int(rule.value))
    if hearing_on < earliest:
        raise contract.HearingTooSoon(
            article=rule.article, invited_on=invited_on, earliest=earliest, hearing_on=hearing_on
        )


def _check_no_other(unit: Unit, member_id: str) -> None:
    rows = select(Exclusion.id, ProposalRow).join(ProposalRow, ProposalRow.id == Exclusion.proposal_id)
    for exclusion_id, row in unit.session.execute(rows.where(Exclusion.member_id == member_id)):
        if state_of(unit, row)[0] == "standing":
            article = unit.rules.statutes("membership.exclusion", {}).article
            raise contract.ExclusionProposed(article=article, member_id=member_id, exclusion_id=exclusion_id)


def _known(unit: Unit, exclusion_id: str) -> Exclusion:
    exclusion = unit.session.get(Exclusion, exclusion_id)
    if exclusion is None:
        raise NotFound(what="exclusion", id=exclusion_id)
    return exclusion


def _shown(unit: Unit, exclusion: Exclusion) -> dict[str, Any]:
    row = unit.session.get_one(ProposalRow, exclusion.proposal_id)
    state, settled = state_of(unit, row)
    columns = {column.key: getattr(exclusion, column.key) for column in Exclusion.__table__.columns}
    return {
        **columns, "digest": row.digest, "assembly": row.assembly,
        "state": "proposed" if state == "standing" else state,
        "reason": settled.reason if settled else row.withdrawn, "resolution_id": settled and settled.resolution_id,
    }  # fmt: skip
