"""Publishes what the statutes disclose, and takes in what other cooperatives disclosed."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.dialects.postgresql import distinct_on, insert

from services.commons.bindings import answers, follows
from services.commons.events.received import Event
from services.commons.storage import Listed, Unit, page_of
from services.ledger.reports.contract import disclosure_published as ledger_disclosure_published
from services.membership.register.tables import Party

from . import contract
from .figures import FIGURES, disclose
from .tables import DisclosedFigure, RefusedDisclosure
from .taking import coop_of, read_foreign

_FORM = contract.DisclosurePublished()


@answers(contract.publish_disclosures)
def publish_disclosures(unit: Unit) -> dict[str, Any]:
    """Count each figure that the statutes disclose and publish it; the others are not even counted."""
    disclosed = set(unit.rules.statutes("disclosures", []).value)
    published = []
    for name in sorted(disclosed & set(FIGURES)):
        registered = FIGURES[name]
        value = registered.count(unit)
        disclose(unit, name, value, registered.measure)
        published.append({"figure": name, "value": str(value), "unit": registered.measure, "as_of": unit.today})
    return {"published": published, "withheld": sorted(set(FIGURES) - disclosed)}


@follows(contract.disclosure_published, foreign=True)
@follows(ledger_disclosure_published, foreign=True)
def take_in(unit: Unit, event: Event) -> None:
    """Keep a figure that another cooperative disclosed; what claims another's name is counted and left aside."""
    coop, service = coop_of(event), event.type.partition(".")[0]
    told = read_foreign(unit, _FORM, event)
    if told is None:
        return
    row = {"event_id": event.id, "coop": coop, "service": service, **told, "received_at": unit.now}
    unit.session.execute(insert(DisclosedFigure).values(row).on_conflict_do_nothing())
    known = select(Party.id).where(Party.cooperative == coop).order_by(Party.id)
    for member_id in unit.session.scalars(known).all():
        unit.emit(contract.member_figure_received, f"members/{member_id}", {"member_id": member_id, **told})


@answers(contract.list_disclosed_figures)
def list_disclosed_figures(
    unit: Unit, coop: str | None, figure: str | None, limit: int, cursor: str | None
) -> Listed:  # fmt: skip
    """List, by cooperative, the figures of the latest day; told twice for one day, the later telling counts."""
    latest = (
        _asked(select(DisclosedFigure.seq), coop, figure)
        .ext(distinct_on(DisclosedFigure.coop, DisclosedFigure.service, DisclosedFigure.figure))
        .order_by(
            DisclosedFigure.coop, DisclosedFigure.service, DisclosedFigure.figure,
            DisclosedFigure.as_of.desc(), DisclosedFigure.seq.desc(),
        )
    )  # fmt: skip
    found = select(DisclosedFigure).where(DisclosedFigure.seq.in_(latest))
    key = [DisclosedFigure.coop, DisclosedFigure.figure, DisclosedFigure.seq]
    return page_of(unit.session, found, key=key, limit=limit, cursor=cursor)


@answers(contract.list_figures_history)
def list_figures_history(
    unit: Unit, coop: str | None, figure: str | None, limit: int, cursor: str | None
) -> Listed:  # fmt: skip
    """List all that was ever disclosed, each figure in the order of its days."""
    key = [DisclosedFigure.coop, DisclosedFigure.figure, DisclosedFigure.as_of, DisclosedFigure.seq]
    return page_of(unit.session, _asked(select(DisclosedFigure), coop, figure), key=key, limit=limit, cursor=cursor)


@answers(contract.list_refused_disclosures)
def list_refused_disclosures(unit: Unit, limit: int, cursor: str | None) -> Listed:
    """List the counts of what was left aside."""
    key = [RefusedDisclosure.coop, RefusedDisclosure.reason]
    return page_of(unit.session, select(RefusedDisclosure), key=key, limit=limit, cursor=cursor)


def _asked(found: Select[Any], coop: str | None, figure: str | None) -> Select[Any]:
    if coop is not None:
        found = found.where(DisclosedFigure.coop == coop)
    return found if figure is None else found.where(DisclosedFigure.figure == figure)
