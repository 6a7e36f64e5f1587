"""Cases opened, listed, counted and closed."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import exists, func, select

from services.commons.bindings import answers
from services.commons.ids import new_id
from services.commons.storage import Listed, Unit, page_of
from services.membership.federation.one_at_a_time import one_at_a_time
from services.membership.privacy.erasing import erases
from services.membership.register.contract.refusals import NotInRegister
from services.membership.register.days import check_not_in_the_future
from services.membership.register.tables import Party

from .. import contract
from ..checklists import due_on, steps_of
from ..contract.refusals import (
    CaseAlreadyOpen,
    CaseBackwards,
    CaseConfidential,
    StepsOpen,
    SupportNotOffered,
    UnknownUnion,
)
from ..handling import held, held_open
from ..showing import heads, whole
from ..tables import CaseDocument, CaseStep, CooperativeDraft, SupportCase


@answers(contract.open_support_case)
def open_support_case(unit: Unit, body: dict[str, Any]) -> dict[str, Any]:
    """Open a case with the steps of its kind, for whoever asks; a union it is handed to then keeps it to itself."""
    handled_by = _handler(unit, body["handled_by"])
    offered = unit.rules.bylaws("services", None)
    if offered.value is not None and body["kind"] not in offered.value:
        raise SupportNotOffered(article=offered.article, kind=body["kind"], offered=", ".join(offered.value))
    opened_on: date = body["opened_on"] or unit.today
    check_not_in_the_future(unit, opened_on)
    _check_known(unit, body["member_id"])
    _check_single(unit, body["kind"], body["siren"], handled_by)
    case = SupportCase(
        id=new_id("cas"), handled_by=handled_by, state="open", opened_on=opened_on, closed_on=None, outcome=None,
        cooperative=None, recorded_at=unit.now,
        **{name: body[name] for name in ("kind", "subject", "siren", "member_id", "contact", "workers", "summary")},
    )  # fmt: skip
    unit.session.add(case)
    unit.session.flush()
    steps = steps_of(body["kind"], unit.rules.bylaws("support_cases", []).value)
    unit.session.add_all(
        CaseStep(case_id=case.id, slug=step.slug, position=position, name=step.name, source=step.source,
                 documents=list(step.documents), due_on=due_on(step, opened_on), state="to_do", done_on=None,
                 reason=None)
        for position, step in enumerate(steps, start=1)
    )  # fmt: skip
    unit.session.flush()
    return whole(unit, case)


@answers(contract.list_support_cases)
def list_support_cases(
    unit: Unit, kind: str | None, state: str | None, overdue: bool, limit: int, cursor: str | None
) -> Listed:  # fmt: skip
    """List the cases that the actor handles, in the order in which they were opened."""
    cases = select(SupportCase).where(SupportCase.handled_by.is_not_distinct_from(unit.actor.acts_for))
    if kind is not None:
        cases = cases.where(SupportCase.kind == kind)
    if state is not None:
        cases = cases.where(SupportCase.state == state)
    if overdue:
        late = exists().where(
            CaseStep.case_id == SupportCase.id, CaseStep.state == "to_do", CaseStep.due_on < unit.today
        )
        cases = cases.where(SupportCase.state == "open", late)
    page = page_of(unit.session, cases, key=[SupportCase.id], limit=limit, cursor=cursor)
    return Listed(heads(unit, page.data), page.next_cursor)


@answers(contract.get_support_case)
def get_support_case(unit: Unit, case_id: str) -> dict[str, Any]:
    """Return a case that the actor handles."""
    return whole(unit, held(unit, case_id))


@answers(contract.get_support_case_figures)
def get_support_case_figures(unit: Unit) -> dict[str, Any]:
    """Count the cases; what they are about stays with who handles them."""
    key = (SupportCase.kind, SupportCase.handled_by, SupportCase.state)
    rows = unit.session.execute(select(*key, func.count().label("count")).group_by(*key).order_by(*key))
    return {"figures": [dict(row._mapping) for row in rows]}


@answers(contract.change_support_case)
def change_support_case(unit: Unit, case_id: str, body: dict[str, Any]) -> dict[str, Any]:
    """Change what is said of an open case; handed on, it is shown to who hands it on for the last time."""
    case = held_open(unit, case_id)
    if "handled_by" in body:
        check_union(unit, body["handled_by"])
    _check_known(unit, body.get("member_id"))
    if {"siren", "handled_by"} & body.keys():
        _check_single(unit, case.kind, body.get("siren", case.siren), body.get("handled_by", case.handled_by), case_id)
    for name, value in body.items():
        setattr(case, name, value)
    unit.session.flush()
    return heads(unit, [case])[0]


@answers(contract.close_support_case)
def close_support_case(unit: Unit, case_id: str, body: dict[str, Any]) -> dict[str, Any]:
    """Close a case: completed when every step is settled, or abandoned at any time."""
    case = held_open(unit, case_id)
    closed_on: date = body["closed_on"] or unit.today
    check_not_in_the_future(unit, closed_on)
    left = unit.session.scalars(
        select(CaseStep.name).where(CaseStep.case_id == case_id, CaseStep.state == "to_do").order_by(CaseStep.position)
    ).all()
    if left and body["state"] == "completed":
        raise StepsOpen(case_id=case_id, steps="; ".join(left))
    _check_last(unit, case, body["state"], closed_on)
    draft = unit.session.get(CooperativeDraft, case_id)
    case.state, case.closed_on, case.outcome = body["state"], closed_on, body["outcome"]
    if draft is not None and body["state"] == "completed":
        case.cooperative = draft.slug
    unit.session.flush()
    unit.emit(contract.support_case_closed, f"support-cases/{case_id}", {
        "case_id": case_id, "kind": case.kind, "state": case.state,
        # What a union's case ended in is the union's to tell.
        "cooperative": None if case.handled_by is not None else case.cooperative,
    })  # fmt: skip
    return whole(unit, case)


@erases("support_cases")
def forget_person(unit: Unit, party_id: str) -> int:
    """Blank what the cases of a person say of them, documents and reasons too; kind, steps and days stay."""
    cases = unit.session.scalars(select(SupportCase).where(SupportCase.member_id == party_id)).all()
    held = [one for one in cases if one.subject != "pseudonymised" or one.contact is not None]
    for case in cases:
        case.subject, case.contact, case.summary = "pseudonymised", None, None
        case.outcome = None if case.outcome is None else "pseudonymised"
    ids = [case.id for case in cases]
    for step in unit.session.scalars(select(CaseStep).where(CaseStep.case_id.in_(ids), CaseStep.reason.is_not(None))):
        step.reason = "pseudonymised"
    for document in unit.session.scalars(select(CaseDocument).where(CaseDocument.case_id.in_(ids))):
        document.name, document.url = "pseudonymised", None
        document.void_reason = None if document.void_reason is None else "pseudonymised"
    unit.session.flush()
    return len(held)


def _handler(unit: Unit, asked: str | None) -> str | None:
    """Return the union that is to handle a case (None: this organisation); one who acts for a union opens its own."""
    acts_for = unit.actor.acts_for
    handled_by = asked or acts_for
    if acts_for is not None and handled_by != acts_for:
        raise CaseConfidential(case_id="to be opened", handled_by=handled_by)
    check_union(unit, handled_by)
    return handled_by


def check_union(unit: Unit, handled_by: str | None) -> None:
    """Refuse a union that the bylaws do not name; None is this organisation itself."""
    if handled_by is not None:
        rules = [unit.rules.bylaws(name, []) for name in ("regional_unions", "trade_federations")]
        known = [one["slug"] for rule in rules for one in rule.value]
        if handled_by not in known:
            raise UnknownUnion(article=rules[0].article, union=handled_by, unions=", ".join(known) or "none")


def _check_known(unit: Unit, member_id: str | None) -> None:
    if member_id is not None and unit.session.get(Party, member_id) is None:
        raise NotInRegister(member_id=member_id)


def _check_last(unit: Unit, case: SupportCase, state: str, closed_on: date) -> None:
    """Refuse a closing before the opening, or a completion before the last step was done."""
    done = select(func.max(CaseStep.done_on)).where(CaseStep.case_id == case.id)
    last = max(case.opened_on, (unit.session.scalar(done) if state == "completed" else None) or case.opened_on)
    if closed_on < last:
        raise CaseBackwards(case_id=case.id, closed_on=closed_on, last=last)


def _check_single(
    unit: Unit, kind: str, siren: str | None, handled_by: str | None, itself: str | None = None
) -> None:  # fmt: skip
    """Refuse a second open case of a kind for an enterprise; of what others handle, who asks learns nothing."""
    if siren is None or handled_by != unit.actor.acts_for:
        return
    one_at_a_time(unit, "case", kind, siren)
    before = unit.session.scalar(
        select(SupportCase.id).where(
            SupportCase.siren == siren, SupportCase.kind == kind, SupportCase.state == "open",
            SupportCase.handled_by.is_not_distinct_from(handled_by), SupportCase.id.is_distinct_from(itself),
        )
    )  # fmt: skip
    if before is not None:
        raise CaseAlreadyOpen(kind=kind, siren=siren, case_id=before)
