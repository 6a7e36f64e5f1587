"""Takes in a file of sales, many lines by one statement."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from services.commons.bindings import answers
from services.commons.jobs import Line, Verdict
from services.commons.refusals import Invalid, Refusal
from services.commons.storage import Unit
from services.ledger.csv_lines import amount_cell, csv_lines, day_cell, money_of, text_cell
from services.ledger.sales import contract
from services.ledger.sales.recording import Recorded, Wanted, record
from services.ledger.sales.rules import VatPart

OPTIONAL = ("vat", "vat_lines", "household", "channel", "register", "returns")


@dataclass(frozen=True)
class SaleLine:
    """One line of a file of sales; amounts are decimals in the cooperative's currency."""

    external_id: str
    member: str | None
    day: date
    amount: str
    vat: str | None
    vat_lines: tuple[tuple[Fraction, str, str], ...] = ()
    household: str | None = None
    channel: str = "till"
    register: str | None = None
    returns: str | None = None


def sale_lines(content: bytes, arguments: dict[str, Any]) -> list[Line]:
    """Read ``external_id,member,date,amount`` and what else is there; an empty member is nobody's."""
    needed = ("external_id", "member", "date", "amount")
    return csv_lines(content, needed=needed, optional=OPTIONAL, read=_sale_line)


def _sale_line(row: dict[str, str]) -> SaleLine:
    def optional(name: str, most: int = 60) -> str | None:
        return text_cell(row[name], name, most) if row.get(name) else None

    channel = row.get("channel") or "till"
    if channel not in contract.CHANNELS:
        raise ValueError(f"channel must be one of {', '.join(contract.CHANNELS)}")
    return SaleLine(
        text_cell(row["external_id"], "external_id", 80), optional("member"), day_cell(row["date"]),
        amount_cell(row["amount"], signed=True),
        _plain_cell(row["vat"], "vat") if row.get("vat") else None,
        tuple(_vat_line(part) for part in row["vat_lines"].split("|")) if row.get("vat_lines") else (),
        optional("household"), channel, optional("register"), optional("returns", 80),
    )  # fmt: skip


def _vat_line(text: str) -> tuple[Fraction, str, str]:
    try:
        rate, net, vat = text.split(":")
        if len(rate) > 12:
            raise ValueError
        return Fraction(rate), _plain_cell(net, "net"), _plain_cell(vat, "vat")
    except (ValueError, ZeroDivisionError):
        raise ValueError("vat_lines must be rate:net:vat joined by |, such as 0.055:10.00:0.55|0.2:5.00:1.00") from None


def _plain_cell(cell: str, name: str) -> str:
    """Return a cell that holds a decimal of either sign, zero included."""
    return cell if cell in ("0", "0.0", "0.00", "0.000") else amount_cell(cell, name, signed=True)


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
