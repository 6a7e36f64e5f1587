"""Takes in who sits in which body since when: as facts of the past, by the rules that hold today."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import select

from services.commons.bindings import answers
from services.commons.jobs import Verdict
from services.commons.sheets.folding import folded
from services.commons.storage import Unit
from services.membership.governance.actions.mandates import end
from services.membership.governance.actions.seating import seat
from services.membership.governance.bodies import (
    BodyOfStatutes,
    bodies,
    body_named,
    lock_body,
    mandates_until,
    terms_of,
)
from services.membership.governance.contract.refusals import MandateBackwards, SeatsFull
from services.membership.governance.rules import Term, end_of_term, free_seats, series_sizes
from services.membership.governance.tables import Mandate
from services.membership.register import parties
from services.membership.register.days import check_not_in_the_future

from .. import contract
from ..refusals import SeatDiffers
from ..sheets import read_mandates
from ..who import one_known_as


@answers(contract.import_mandates, items=read_mandates, chunk=100)
def import_mandate(unit: Unit, row: dict[str, Any], dry_run: bool) -> Verdict:
    """Take in one seat; one that is here already is ended if the line says so."""
    body = _body(unit, row["body"])
    member_id = one_known_as(unit, row["member"])
    lock_body(unit, body.slug)
    parties.locked(unit, member_id)
    check_not_in_the_future(unit, row["started_on"])
    ended_on = row.get("ended_on")
    if ended_on is not None:
        check_not_in_the_future(unit, ended_on)
    held = unit.session.scalar(select(Mandate).where(
        Mandate.body == body.slug, Mandate.member_id == member_id, Mandate.started_on == row["started_on"],
    ).with_for_update())  # fmt: skip
    if held is None:
        mandate = _seated(unit, body, member_id, row)
        if ended_on is not None:
            _end(unit, mandate, ended_on, row["reason"])
        return Verdict("created", mandate.id)
    if row.get("ends_on") not in (None, held.ends_on, held.term_ends_on):
        raise SeatDiffers(article=held.article, mandate_id=held.id, body=body.slug, started_on=held.started_on,
                          field="ends_on", held=held.ends_on, given=row["ends_on"])  # fmt: skip
    if ended_on is None or held.ended_on is not None:
        return Verdict("skipped", held.id)
    _end(unit, held, ended_on, row["reason"])
    return Verdict("updated", held.id)


def _seated(unit: Unit, body: BodyOfStatutes, member_id: str, row: Mapping[str, Any]) -> Mandate:
    """Seat one member for the days that a line says, else for the statutes' term; never in a seat that is held."""
    started_on: date = row["started_on"]
    window = Term(started_on, row.get("ends_on") or end_of_term(started_on, body.term_months))
    if window.ends_on < window.starts_on:
        raise MandateBackwards(article=body.article, started_on=window.starts_on, ended_on=window.ends_on)
    _check_free(unit, body, Term(started_on, min(window.ends_on, row.get("ended_on") or window.ends_on)))
    reference = row.get("reference") or f"sheet of {started_on}"
    return seat(unit, body, member_id, window, series=row.get("series") or _series(unit, body, window),
                resolution_id=reference)  # fmt: skip


def _check_free(unit: Unit, body: BodyOfStatutes, days: Term) -> None:
    """Refuse a seat beyond those of the statutes; how many there were under former ones is not judged."""
    if days.ends_on < unit.today:
        return
    now = Term(max(days.starts_on, unit.today), days.ends_on)
    if free_seats(body.seats, terms_of(mandates_until(unit, body.slug, now.starts_on)), now) < 1:
        raise SeatsFull(article=body.article, body=body.slug, seats=body.seats, held=body.seats, asked=1)


def _series(unit: Unit, body: BodyOfStatutes, window: Term) -> int:
    """Return the part with which a seat is renewed: that of seats whose term ends on the same day, else a new one."""
    if body.parts == 1:
        return 1
    running = mandates_until(unit, body.slug, window.starts_on)
    alike = [one.series for one in running if one.term_ends_on == window.ends_on]
    if alike:
        return alike[0]
    held, sizes = Counter(one.series for one in running), series_sizes(body.seats, body.parts)
    return next((at for at, size in enumerate(sizes, start=1) if not held[at] and size), 1)


def _end(unit: Unit, mandate: Mandate, ended_on: date, reason: str) -> None:
    if ended_on < mandate.started_on:
        raise MandateBackwards(article=mandate.article, started_on=mandate.started_on, ended_on=ended_on)
    # A term that ran out needs no end of its own.
    if ended_on < mandate.ends_on:
        end(unit, mandate, ended_on, reason)


def _body(unit: Unit, said: str) -> BodyOfStatutes:
    """Return the body that a line names by its slug or by its name."""
    names = {folded(one["name"]): one["slug"] for one in unit.rules.statutes("governance.bodies", []).value}
    names |= {folded(one.slug): one.slug for one in bodies(unit)}
    return body_named(unit, names.get(folded(said), said))
