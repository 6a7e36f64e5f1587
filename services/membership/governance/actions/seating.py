"""Seats members: in time, within the law's longest term, never twice and never beside an incompatible mandate."""

from __future__ import annotations

from services.commons.ids import new_id
from services.commons.storage import Unit
from services.membership.register.as_of import check_is_member

from ..bodies import BodyOfStatutes, mandates_until, term_of
from ..contract import mandate_seated
from ..contract.refusals import AlreadySeated, IncompatibleMandate, TermTooLong
from ..rules import Term, end_of_term, incompatible_bodies, is_too_long
from ..tables import Mandate


def check_length(unit: Unit, body: BodyOfStatutes, term: Term | None = None) -> None:
    """Refuse a term that is longer than the law allows, whatever the statutes say (at most six years)."""
    law = unit.rules.law("mandates.maximum_years")
    longest = int(law.value)
    too_long = term is not None and term.ends_on > end_of_term(term.starts_on, 12 * longest)
    if too_long or is_too_long(body.term_months, longest):
        raise TermTooLong(article=law.article, months=body.term_months, years=law.value)


def seat(
    unit: Unit, body: BodyOfStatutes, member_id: str, window: Term, *, series: int, resolution_id: str,
    replaces: str | None = None,
) -> Mandate:  # fmt: skip
    """Seat one member; a membership whose end is known carries the mandate no further. The body is held."""
    check_length(unit, body, window)
    last_day = check_is_member(unit, member_id, window.starts_on)
    term = Term(window.starts_on, min(window.ends_on, last_day or window.ends_on))
    _check_compatible(unit, body, member_id, term)
    mandate = Mandate(
        id=new_id("mdt"), body=body.slug, member_id=member_id, started_on=term.starts_on, ends_on=term.ends_on,
        series=series, term_ends_on=window.ends_on, replaces=replaces, resolution_id=resolution_id,
        article=body.article, recorded_at=unit.now,
    )  # fmt: skip
    unit.session.add(mandate)
    unit.session.flush()
    unit.emit(mandate_seated, f"bodies/{body.slug}", {
        "mandate_id": mandate.id, "body": body.slug, "member_id": member_id, "started_on": mandate.started_on,
        "ends_on": mandate.ends_on, "resolution_id": resolution_id, "replaces": replaces,
    })  # fmt: skip
    return mandate


def _check_compatible(unit: Unit, body: BodyOfStatutes, member_id: str, term: Term) -> None:
    rule = unit.rules.statutes("governance.incompatibilities", [])
    excluded = incompatible_bodies(body.slug, rule.value)
    for slug in [body.slug, *sorted(excluded)]:
        for mandate in mandates_until(unit, slug, term.starts_on):
            if mandate.member_id != member_id or not term_of(mandate).overlaps(term):
                continue
            if slug == body.slug:
                raise AlreadySeated(article=body.article, member_id=member_id, body=slug, ends_on=mandate.ends_on)
            raise IncompatibleMandate(article=rule.article, member_id=member_id, other=slug, body=body.slug)
