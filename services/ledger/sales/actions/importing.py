"""Takes in a file of sales, many lines by one statement."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from services.commons.bindings import answers
from services.commons.jobs import Verdict
from services.commons.refusals import Invalid, Refusal
from services.commons.storage import Unit
from services.ledger.sales import contract
from services.ledger.sales.recording import Recorded, Wanted, record
from services.ledger.sales.rules import VatPart
from services.ledger.sales.sheets import SaleLine, sale_lines
from services.ledger.sheets import money_of


def import_lines(unit: Unit, values: Sequence[SaleLine], legacy: bool, dry_run: bool) -> list[Verdict]:
    """Record many lines' sales; each is refused or skipped by itself."""
    currency = unit.currency
    verdicts: list[Any] = [None] * len(values)
    sound: dict[int, Wanted] = {}
    for index, value in enumerate(values):
        try:
            sound[index] = _wanted(value, currency)
        except Invalid as refusal:
            verdicts[index] = _verdict(refusal)
    for index, made in zip(sound, record(unit, list(sound.values()), legacy=legacy), strict=True):
        verdicts[index] = _verdict(made)
    return verdicts


@answers(contract.import_sales, items=sale_lines, together=import_lines, chunk=500)
def import_line(unit: Unit, value: SaleLine, legacy: bool, dry_run: bool) -> Verdict:
    """Record one line's sale, or skip it when it was recorded before."""
    return import_lines(unit, [value], legacy, dry_run)[0]


def _verdict(made: Recorded | Refusal) -> Verdict:
    if isinstance(made, Refusal):
        return Verdict("refused", problem=made.problem())
    return Verdict("created" if made.new else "skipped", made.row["external_id"])


def _wanted(value: SaleLine, currency: str) -> Wanted:
    def minor(cell: str) -> int:
        return money_of(cell, currency).minor

    return Wanted(
        value.external_id, value.day, minor(value.amount),
        minor(value.vat) if value.vat else None if value.vat_lines else 0,
        tuple(VatPart(rate, minor(net), minor(vat)) for rate, net, vat in value.vat_lines),
        value.member, value.household, value.channel, value.register, value.returns,
    )  # fmt: skip
