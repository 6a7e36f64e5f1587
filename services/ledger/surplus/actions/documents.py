"""Writes proposals and comparisons for those who decide on them; persons' parts appear as sums only."""

from __future__ import annotations

from typing import Any

from services.commons.bindings import answers
from services.commons.documents import Bars, Column, Said, Sheet, Table, said, written
from services.commons.money import Money
from services.commons.requests import Chunk
from services.commons.storage import Unit
from services.ledger.surplus import contract
from services.ledger.surplus.computing import shown
from services.ledger.surplus.wording import PARTS, REGIMES, RULES, SHORT, SIDES, kept

from .comparing import compare
from .proposing import known_proposal


@answers(contract.proposal_document)
def proposal_document(unit: Unit, proposal_id: str, format: str, language: str, cursor: str | None) -> Chunk:
    """Write a proposal: the parts with a chart, and every limit with its source."""
    row = known_proposal(unit, proposal_id)
    found = shown(unit, row.content, row.id, row.digest)
    parts = list(found["parts"].items())
    sheet = Sheet(
        title=said("Allocation of the surplus of {year}", year=str(found["year"])),
        subtitle=said("Proposal to the general assembly"),
        coop=_coop(unit),
        facts=[
            (said("Regime"), REGIMES[found["regime"]]), (said("Surplus to allocate"), found["surplus"]),
            (said("Losses covered before"), found["losses_brought_forward"]),
            *([(said("Participation booked before closing"), found["provided"])] if found["provided"].minor else []),
            (said("Employees with a labour share"), found["persons"]["labour_share"]),
            (said("Members with interest"), found["persons"]["interest"]),
            (said("Members with a refund"), found["persons"]["refunds"]),
            (said("Proposal"), found["id"]), (said("Digest"), found["digest"]),
        ],
        tables=[
            Table([Column(said("Part")), Column(said("Amount"), "amount")],
                  [[PARTS[name], amount] for name, amount in parts],
                  title=said("The parts of the surplus"), totals=[said("Total"), found["surplus"]]),
            _limits(found["limits"]),
        ],
        charts=[Bars(said("The surplus by parts"), labels=[SHORT[name] for name, _ in parts],
                     values=[amount for _, amount in parts])],
        notes=[said("Every person's part is rounded to the cent by the largest remainder; reserves are indivisible.")],
    )  # fmt: skip
    return written(unit, sheet, format, language, cursor, name=f"surplus-proposal-{found['year']}")


@answers(contract.comparison_document)
def comparison_document(
    unit: Unit, year: int, variants: str | None, format: str, language: str, cursor: str | None
) -> Chunk:
    """Write a comparison: the parts of each variant beside one another, and the limits that each breaks."""
    found = compare(unit, year, variants)
    columns: list[dict[str, Any]] = found["variants"]
    names = [_named(one["name"]) for one in columns]
    parts = list(columns[0]["parts"])
    zero = Money(0, unit.currency)
    table = Table(
        [Column(said("Part")), *(Column(name, "amount") for name in names)],
        [[PARTS[part], *(one["parts"].get(part, zero) for one in columns)] for part in parts],
        title=said("The parts of the surplus"), totals=[said("Total"), *[found["surplus"]] * len(columns)],
    )  # fmt: skip
    broken = [
        _limits([limit for limit in one["limits"] if not limit["holds"]], said("Broken by {name}", name=name))
        for one, name in zip(columns, names, strict=True)
        if not one["lawful"]
    ]
    sheet = Sheet(
        title=said("Ways to allocate the surplus of {year}", year=str(found["year"])),
        coop=_coop(unit),
        facts=[(said("Regime"), REGIMES[found["regime"]]), (said("Surplus to allocate"), found["surplus"])],
        tables=[table, *broken],
        charts=[Bars(said("The surplus by parts"), labels=[SHORT[part] for part in parts], names=names,
                     series=[[one["parts"].get(part, zero) for part in parts] for one in columns])],
        notes=[said("A simulation binds nobody: only what an assembly adopts is posted.")],
    )  # fmt: skip
    return written(unit, sheet, format, language, cursor, name=f"surplus-comparison-{year}")


def _limits(limits: list[dict[str, Any]], title: Said | None = None) -> Table:
    return Table(
        [Column(said("Rule")), Column(said("Amount"), "amount"), Column(said("Side"), share=12),
         Column(said("Bound"), "amount"), Column(said("Source")), Column(said("Result"), share=12)],
        [
            [RULES[one["rule"]], one["value"], SIDES[one["side"]], one["bound"], one["source"], kept(one["holds"])]
            for one in limits
        ],
        title=title or said("The limits of law and statutes"),
    )  # fmt: skip


def _named(variant: str) -> Said | str:
    return said("As the statutes say") if variant == "statutes" else variant


def _coop(unit: Unit) -> str:
    return str(unit.rules.statutes("identity.name").value)
