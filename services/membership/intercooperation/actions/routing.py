"""The federation's part: it finds whom a request reaches, hands answers back and tells how it ended.

Invariant: a member's words go to those it asked and back to who asked, and to nobody else.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, case, exists, literal, select
from sqlalchemy.dialects.postgresql import insert

from services.commons.bindings import answers
from services.commons.storage import Listed, Unit
from services.membership.federation.links import check_holds_intercooperation, is_linked
from services.membership.federation.participants import is_by_hand, names_of, participants
from services.membership.federation.taking import Told, hears

from .. import contract
from ..rules import Match, Offer, Place, matches, why_nobody
from ..showing import QUESTION, listed, requests_of, shown
from ..tables import AdviceEnding, AdviceProfile, AdviceRoute, RoutedRequest
from .asking import keep_answer, keep_ending


@hears(contract.events.asked)
def route(unit: Unit, coop: str, told: Told) -> str | None:
    """Keep a member's request, send it to the members that are near and willing, and tell the asker whom it reached.

    Those that do not run the suite are asked by this office, which sees them among the routes.
    """
    if "intercooperation" not in unit.rules.statutes("identity.features", []).value:
        return "no_intercooperation"
    linked = participants(unit)
    if coop not in linked:
        _settle(unit, coop, told["request_id"], [], "not_linked")
        return "not_linked"
    offers = _offers(unit)
    found = matches(coop, told["theme"], _place(told), offers, linked)
    reason = None if found else why_nobody(told["theme"], offers, coop, linked)
    over = unit.session.get(AdviceEnding, (coop, told["request_id"]))
    if over is not None or told["until"] < unit.today:
        found, reason = [], "over"
    said = {name: told[name] for name in QUESTION}
    row = insert(RoutedRequest).values(
        asked_by=coop, request_id=told["request_id"], reason=reason, recorded_at=unit.now, **said
    )
    if unit.session.scalar(row.on_conflict_do_nothing().returning(RoutedRequest.request_id)) is None:
        return None
    _send(unit, coop, told["request_id"], said, found)
    names = names_of(unit, [one.coop for one in found if is_by_hand(one.coop)])
    _settle(unit, coop, told["request_id"], [names.get(one.coop, one.coop) for one in found], reason)
    return None


@hears(contract.events.answered)
def hand_answer_on(unit: Unit, coop: str, told: Told) -> str | None:
    """Hand an answer on to who asked; it comes from a cooperative that the request was sent to, in its own name."""
    if told["answered_by"] != coop or told["on_behalf_of"] is not None:
        return "foreign_answer"
    if unit.session.get(AdviceRoute, (told["asked_by"], told["request_id"], coop)) is None:
        return "not_asked"
    if keep_answer(unit, told):
        unit.emit(contract.events.answer_forwarded, f"advice/{told['request_id']}", told, to=told["asked_by"])
    return None


@hears(contract.events.ended)
def hand_ending_on(unit: Unit, coop: str, told: Told) -> str | None:
    """Keep how a member's request ended and tell whom it had reached."""
    if told["asked_by"] != coop:
        return "foreign_request"
    if not is_linked(unit, coop) and unit.session.get(RoutedRequest, (coop, told["request_id"])) is None:
        return "not_linked"
    if keep_ending(unit, told):
        for reached in _reached(unit, coop, told["request_id"]):
            unit.emit(contract.events.ending_forwarded, f"advice/{told['request_id']}", told, to=reached)
    return None


@answers(contract.list_routed)
def list_routed(
    unit: Unit, theme: str | None, state: str | None, limit: int, cursor: str | None
) -> Listed:  # fmt: skip
    """List the requests of members, each with whom it reached."""
    check_holds_intercooperation(unit)
    key = [RoutedRequest.request_id, RoutedRequest.asked_by]
    page = listed(unit, _found(unit), RoutedRequest, key, theme, state, limit, cursor)
    routes: dict[tuple[str, str], list[dict[str, Any]]] = {}
    ids = [row[0].request_id for row in page.data]
    rows = select(AdviceRoute).where(AdviceRoute.request_id.in_(ids)).order_by(AdviceRoute.metres, AdviceRoute.coop)
    sent_to = unit.session.scalars(rows).all()
    names = names_of(unit, [one.coop for one in sent_to])
    for one in sent_to:
        routes.setdefault((one.asked_by, one.request_id), []).append(
            {**{name: getattr(one, name) for name in ("coop", "by", "metres", "routed_at")},
             "name": names.get(one.coop), "by_hand": is_by_hand(one.coop)}
        )  # fmt: skip
    return Listed([_told(row, routes) for row in page.data], page.next_cursor)


def state_of(unit: Unit, asked_by: str, request_id: str) -> str:
    """Return how a member's request stands."""
    one = (RoutedRequest.asked_by == asked_by) & (RoutedRequest.request_id == request_id)
    return str(unit.session.execute(_found(unit).where(one)).one().state)


def _found(unit: Unit) -> Select[Any]:
    sent = exists().where(
        AdviceRoute.asked_by == RoutedRequest.asked_by, AdviceRoute.request_id == RoutedRequest.request_id
    )
    return requests_of(
        unit, RoutedRequest, RoutedRequest.asked_by, RoutedRequest.request_id,
        case((sent, literal("routed")), else_=literal("unrouted")),
    )  # fmt: skip


def _send(unit: Unit, asked_by: str, request_id: str, said: dict[str, Any], found: list[Match]) -> None:
    for one in found:
        unit.session.add(AdviceRoute(
            asked_by=asked_by, request_id=request_id, coop=one.coop, by=one.by, metres=one.metres, routed_at=unit.now
        ))  # fmt: skip
    unit.emit_all([
        (contract.events.routed, f"advice/{request_id}",
         {"request_id": request_id, "asked_by": asked_by, "metres": one.metres, **said}, one.coop)
        for one in found if not is_by_hand(one.coop)
    ])  # fmt: skip


def _settle(unit: Unit, asked_by: str, request_id: str, reached: list[str], reason: str | None) -> None:
    told = {"request_id": request_id, "reached": reached, "reason": reason}
    unit.emit(contract.events.routing_settled, f"advice/{request_id}", told, to=asked_by)


def _offers(unit: Unit) -> list[Offer]:
    rows = select(AdviceProfile).where(
        AdviceProfile.federation == unit.coop, AdviceProfile.coop != unit.coop, AdviceProfile.offered
    )
    return [Offer(one.coop, frozenset(one.themes), _place(dict(vars(one)))) for one in unit.session.scalars(rows)]


def _place(said: dict[str, Any]) -> Place:
    return Place(frozenset(said["areas"]), said["latitude"], said["longitude"], said["radius_km"])


def _reached(unit: Unit, asked_by: str, request_id: str) -> list[str]:
    rows = select(AdviceRoute.coop).where(AdviceRoute.asked_by == asked_by, AdviceRoute.request_id == request_id)
    return [one for one in unit.session.scalars(rows.order_by(AdviceRoute.coop)) if not is_by_hand(one)]


def _told(row: Any, routes: dict[tuple[str, str], list[dict[str, Any]]]) -> dict[str, Any]:
    kept = row[0]
    return {**shown(row), "asked_by": kept.asked_by, "request_id": kept.request_id, "reason": kept.reason,
            "routes": routes.get((kept.asked_by, kept.request_id), [])}  # fmt: skip
