"""What this office records for members that do not run the suite: what they offer, and what they answer."""

from __future__ import annotations

from typing import Any

from services.commons.bindings import answers
from services.commons.refusals import NotFound
from services.commons.storage import Unit
from services.membership.federation.links import check_holds_intercooperation
from services.membership.federation.one_at_a_time import one_at_a_time
from services.membership.federation.participants import check_by_hand, is_by_hand, names_of
from services.membership.federation.refusals import SpeaksForItself
from services.membership.merges.joining import keeps_the_survivors, merges_column

from .. import contract
from ..contract.refusals import NotOffered, NotReached, NowhereAsked, RequestOver
from ..tables import AdviceProfile, AdviceRoute, RoutedRequest
from .answering import numbered
from .offering import PLACE, check_themes, member_profiles
from .routing import state_of

keeps_the_survivors("advice_profiles", "coop")
keeps_the_survivors("advice_routes", "coop")
merges_column("advice_answers", "answered_by")


@answers(contract.record_profile)
def record_profile(unit: Unit, member_id: str, body: dict[str, Any]) -> dict[str, Any]:
    """Record an offer or its change; requests that it is near then count the member among those they reach."""
    article = check_holds_intercooperation(unit)
    member = check_by_hand(unit, member_id)
    check_themes(body["themes"])
    if not body["areas"] and (body["latitude"] is None or body["radius_km"] is None):
        raise NowhereAsked(article=article)
    one_at_a_time(unit, "profile", member.id)
    row = _locked(unit, member.id) or AdviceProfile(coop=member.id, federation=unit.coop, version=0)
    row.offered, row.themes = True, sorted(set(body["themes"]))
    for name in PLACE:
        setattr(row, name, sorted(set(body[name])) if name == "areas" else body[name])
    return _written(unit, row)


@answers(contract.withdraw_recorded_profile)
def withdraw_recorded_profile(unit: Unit, member_id: str) -> dict[str, Any]:
    """Take an offer back that this office recorded."""
    if not is_by_hand(member_id):
        raise SpeaksForItself(cooperative=member_id[:60])
    row = _locked(unit, member_id)
    if row is None or not row.offered:
        raise NotOffered(federation=unit.coop)
    row.offered = False
    return _written(unit, row)


@answers(contract.record_answer)
def record_answer(unit: Unit, asked_by: str, request_id: str, body: dict[str, Any]) -> dict[str, Any]:
    """Record what a member answered whom this office asked, and hand it on to who asked, with its name."""
    member_id, said = body["member_id"], {name: body[name] for name in ("text", "contact_role")}
    if unit.session.get(RoutedRequest, (asked_by, request_id), with_for_update=True) is None:
        raise NotFound(what="request", id=request_id[:60])
    if unit.session.get(AdviceRoute, (asked_by, request_id, member_id)) is None:
        raise NotReached(request_id=request_id, member_id=member_id)
    check_by_hand(unit, member_id)
    if (state := state_of(unit, asked_by, request_id)) in ("closed", "withdrawn", "expired"):
        raise RequestOver(request_id=request_id, state=state)
    name = names_of(unit, [member_id]).get(member_id)
    told = numbered(unit, asked_by, request_id, member_id, {**said, "on_behalf_of": name})
    unit.emit(contract.events.answer_forwarded, f"advice/{request_id}", told, to=asked_by)
    return {**told, "id": told["answer_id"]}


def _locked(unit: Unit, member_id: str) -> AdviceProfile | None:
    row: AdviceProfile | None = unit.session.get(AdviceProfile, (member_id, unit.coop), with_for_update=True)
    return row


def _written(unit: Unit, row: AdviceProfile) -> dict[str, Any]:
    row.version, row.changed_at = row.version + 1, unit.now
    unit.session.add(row)
    unit.session.flush()
    return member_profiles(unit, [row])[0]
