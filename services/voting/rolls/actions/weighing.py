"""Gives each elector of a roll its votes: one, except in a federation whose statutes weigh its members."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import distinct_on, insert

from services.commons.bindings import follows
from services.commons.events.received import Event
from services.commons.rulebook import Rules
from services.commons.storage import Unit
from services.commons.workers.offload import offload
from services.membership.federation.contract import member_figure_received
from services.voting.rolls.rules import votes_by_figure
from services.voting.rolls.tables import MemberFigure

Entry = dict[str, Any]


@follows(member_figure_received, projection=(MemberFigure,))
def keep_figure(unit: Unit, event: Event) -> None:
    """Keep a figure of a member cooperative; told again for one day, the later telling counts."""
    told = event.data
    key = {"member_id": told["member_id"], "figure": told["figure"], "as_of": date.fromisoformat(told["as_of"])}
    row = insert(MemberFigure).values(**key, value=told["value"])
    unit.session.execute(row.on_conflict_do_update(index_elements=list(key), set_={"value": told["value"]}))


def weigh(unit: Unit, rules: Rules, as_of: date, entries: list[Entry]) -> dict[str, Any] | None:
    """Write each entry's votes and return how they were weighed; None where each member has one vote.

    One member, one vote (law 47-1775) holds in every first-level cooperative, whatever its statutes say. Only a
    federation may weigh, by what its statutes name and within their cap; colleges are weighed in the decision.
    """
    one = int(rules.law("votes.per_member").value)
    for entry in entries:
        entry["weight"] = one
    rule = rules.statutes("membership.weights", {})
    if not rule.value or "federation" not in rules.statutes("identity.features", []).value or not entries:
        assert one == 1, "one member, one vote"
        return None
    told = _figures(unit, str(rule.value["figure"]), as_of, [entry["member_id"] for entry in entries])
    figures = {entry["member_id"]: told.get(entry["member_id"], Fraction(0)) for entry in entries}
    cap, votes = Fraction(str(rule.value["maximum_fraction"])), int(rule.value["votes"])
    shared = offload(votes_by_figure, figures, votes, int(rule.value.get("minimum", 1)), cap)
    for entry in entries:
        entry["weight"] = shared[entry["member_id"]]
    return {
        "figure": rule.value["figure"], "votes": sum(shared.values()), "maximum_fraction": str(cap),
        "without_figure": len(figures) - len(told), "article": rule.article,
    }  # fmt: skip


def _figures(unit: Unit, figure: str, as_of: date, members: list[str]) -> dict[str, Fraction]:
    """Return each member's latest figure of a day or before; what is no number counts as not told."""
    table = MemberFigure.__table__
    latest = (
        select(table.c.member_id, table.c.value)
        .where(table.c.figure == figure, table.c.as_of <= as_of, table.c.member_id.in_(members))
        .ext(distinct_on(table.c.member_id)).order_by(table.c.member_id, table.c.as_of.desc())
    )  # fmt: skip
    found = {}
    for row in unit.session.execute(latest):
        try:
            found[row.member_id] = Fraction(row.value)
        except (ValueError, ZeroDivisionError):
            continue
    return {member: value for member, value in found.items() if value >= 0}
