"""Registers sources of funding."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from services.commons.bindings import answers
from services.commons.storage import Listed, Unit, page_of
from services.ledger.accounts.axes import know_axis
from services.ledger.funding.contract import sources as contract
from services.ledger.funding.tables import FundingSource


@answers(contract.add_funding_source)
def add_funding_source(unit: Unit, body: dict[str, Any]) -> FundingSource:
    """Register a source, and let entry lines carry it; the same again changes nothing."""
    row = {**body, "since": unit.today}
    unit.session.execute(insert(FundingSource).values(row).on_conflict_do_nothing())
    held = unit.session.get_one(FundingSource, body["slug"])
    if (held.kind, held.label) != (body["kind"], body["label"]):
        raise contract.FundingSourceExists(source=held.slug, kind=held.kind)
    know_axis(unit, "funding_source", held.slug, held.label)
    return held


@answers(contract.list_funding_sources)
def list_funding_sources(unit: Unit, kind: str | None, limit: int, cursor: str | None) -> Listed:
    """List the sources by name."""
    found = select(FundingSource) if kind is None else select(FundingSource).where(FundingSource.kind == kind)
    return page_of(unit.session, found, key=[FundingSource.slug], limit=limit, cursor=cursor)


def source_of(unit: Unit, slug: str, kinds: Sequence[str]) -> FundingSource:
    """Return a registered source of one of some kinds, or refuse."""
    held = unit.session.get(FundingSource, slug)
    if held is None:
        raise contract.UnknownFundingSource(source=slug)
    if held.kind not in kinds:
        raise contract.FundingSourceOfOtherKind(source=slug, kind=held.kind, needed=" or ".join(kinds))
    return held
