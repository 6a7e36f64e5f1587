"""Admission by the general assembly: the application is proposed, and the vote admits or refuses.

An adoption accepts the application, which admits once the shares are paid; a rejection refuses it with its reason.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from sqlalchemy import func, select, update

from services.commons.bindings import answers
from services.commons.proposals import CannotBeUndone, EffectRow, Proposal, carries_out, propose
from services.commons.proposals.tables import ProposalRow
from services.commons.storage import Unit
from services.membership.contract import proposals
from services.membership.register import parties
from services.membership.register.actions.departures import end_membership
from services.membership.register.membership_categories import check_category
from services.membership.register.tables import Membership, Party
from services.voting.polls.contract import resolution_adopted, resolution_annulled, resolution_rejected

from .. import contract
from ..blocking import deciding
from ..contract import AdmissionProposed, NotTheirDecision, application_reopened
from ..rules import GENERAL_ASSEMBLY
from ..steps import accept, close, held_open, paid_by, shown
from ..tables import OPEN, Application

EFFECT = "admit_member"


@answers(contract.propose_admission)
def propose_admission(unit: Unit, application_id: str) -> dict[str, Any]:
    """Propose an application that waits for the assembly's decision anew, when its first proposal was withdrawn."""
    application = held_open(unit, application_id, "under_review")
    decided_by, article = deciding(unit, application)
    if decided_by != GENERAL_ASSEMBLY:
        raise NotTheirDecision(article=article, decided_by=decided_by, given=GENERAL_ASSEMBLY)
    if application.proposal_id is not None:
        before = unit.session.get_one(ProposalRow, application.proposal_id)
        if before.withdrawn is None:
            raise AdmissionProposed(
                article=article, application_id=application_id, proposal_id=application.proposal_id
            )
    propose_to_assembly(unit, application)
    return shown(unit, application)


def propose_to_assembly(unit: Unit, application: Application) -> None:
    """Make the proposal that an assembly votes on; the caller holds the party."""
    content = {
        "application_id": application.id, "member_id": application.member_id, "kind": application.kind,
        "category": application.category, "college": application.college,
    }  # fmt: skip
    row = propose(
        unit, proposals, EFFECT, content, _ground(unit, application), about_person=True, either_way=True,
        summary=f"Admission of application {application.id} as {application.category}",
    )  # fmt: skip
    application.proposal_id = row.id
    unit.session.flush()


def ground_of(unit: Unit, proposal: Proposal) -> dict[str, Any]:
    """Return what the proposal rests on: an application that waits, and statutes that leave it to the assembly."""
    parties.locked(unit, proposal.content["member_id"])
    return _ground(unit, _application(unit, proposal))


def refuse(unit: Unit, proposal: Proposal, rejected: dict[str, Any]) -> dict[str, Any]:
    """Refuse an application that the assembly rejected; the reason is the vote."""
    application = _application(unit, proposal)
    application.decided_on = date.fromisoformat(rejected["rejected_on"])
    application.decided_by, application.reference = GENERAL_ASSEMBLY, rejected["resolution_id"]
    close(unit, application, "refused", "rejected_by_vote")
    return {"application": application.id, "state": "refused"}


def undo(unit: Unit, proposal: Proposal, settled: EffectRow, annulled: dict[str, Any]) -> dict[str, Any]:
    """Put the application back to where it waited for the vote; who has paid for shares stays a member."""
    parties.locked(unit, proposal.content["member_id"])
    application = _application(unit, proposal)
    paid, before = paid_by(unit, application.member_id), application.state
    if settled.outcome == "adopted" and paid.minor:
        raise CannotBeUndone(
            effect=EFFECT, why=f"{paid} {paid.currency} were paid for shares, so that the admission stands until the "
            "member leaves", application_id=application.id, paid=paid,
        )  # fmt: skip
    if before not in ("refused", "accepted", "admitted"):
        raise CannotBeUndone(effect=EFFECT, why=f"the application is {before}", application_id=application.id)
    _check_no_other(unit, application)
    if before == "admitted":
        _end(unit, application, date.fromisoformat(annulled["annulled_on"]), settled.resolution_id)
    application.state, application.decided_on, application.decided_by = "under_review", None, None
    application.reference, application.reason_code, application.admitted_on = None, None, None
    application.closed_on, application.waits_from = None, unit.today
    waiting = update(Party).where(Party.id == application.member_id)
    unit.session.execute(waiting.values(applied_on=application.submitted_on))
    unit.session.flush()
    unit.emit(application_reopened, f"members/{application.member_id}", {
        "application_id": application.id, "member_id": application.member_id, "was": before,
    })  # fmt: skip
    return {"application": application.id, "state": "under_review", "was": before}


@carries_out(
    resolution_adopted, effect=EFFECT, events=proposals, ground=ground_of, annulled=resolution_annulled, undo=undo,
    rejected=resolution_rejected, refuse=refuse,
)  # fmt: skip
def admit_member(unit: Unit, proposal: Proposal, adopted: dict[str, Any]) -> dict[str, Any]:
    """Accept the application on the assembly's day; it admits at once where nothing is left to be done."""
    application = _application(unit, proposal)
    check_category(unit, application.kind, application.category, application.college)
    accept(unit, application, date.fromisoformat(adopted["adopted_on"]), GENERAL_ASSEMBLY, adopted["resolution_id"])
    return {"application": application.id, "member": application.member_id, "state": application.state}


def _ground(unit: Unit, application: Application) -> dict[str, Any]:
    return {"state": application.state, "decided_by": deciding(unit, application)[0]}


def _application(unit: Unit, proposal: Proposal) -> Application:
    return unit.session.get_one(Application, proposal.content["application_id"], populate_existing=True)


def _check_no_other(unit: Unit, application: Application) -> None:
    other = select(Application.id).where(
        Application.member_id == application.member_id, Application.state.in_(OPEN), Application.id != application.id
    )
    if (found := unit.session.scalar(other)) is not None:
        raise CannotBeUndone(effect=EFFECT, why=f"application {found} of the same person is open", application_id=found)


def _end(unit: Unit, application: Application, annulled_on: date, resolution_id: str) -> None:
    """End the membership before the day of the annulment, or with its first day: what was voted until then stands."""
    joined_on = func.coalesce(Membership.joined_on, Membership.starts_on)
    # After a move the latest period is the one that runs.
    found = select(Membership).where(
        Membership.member_id == application.member_id, joined_on == application.admitted_on
    ).order_by(Membership.starts_on.desc()).limit(1)  # fmt: skip
    membership = unit.session.scalars(found).first()
    # None: somebody who was a member already, and whose application was settled with that.
    if membership is not None and membership.ends_on is None:
        left_on = max(membership.starts_on, annulled_on - timedelta(days=1))
        end_membership(unit, membership, left_on, annulled_on, "admission_annulled", resolution_id)
