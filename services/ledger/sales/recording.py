"""Records sales, few or many: one question of each kind for all of them, one statement that adds those that are new.

Invariants: an external id is recorded once, whoever hands it in how often; what comes back of a sale never exceeds it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from sqlalchemy import select, text

from services.commons.canonical import json_text
from services.commons.refusals import Refusal
from services.commons.rulebook.founding import BeforeFounding, check_not_before_founding
from services.commons.storage import Unit

from . import contract
from .known import households_named, members_named, returned_of, sales_held
from .rules import VatPart, ill_returned, misadded, written_rate
from .tables import Sale
from .vat import rates_on, unknown_rate

ADD = text(
    """
    INSERT INTO sales (legacy, external_id, member_id, household, household_version, buyer, day, channel, register,
                       amount, vat, vat_lines, returns, reverses, recorded_at)
    SELECT legacy, external_id, member_id, household, household_version, buyer, day, channel, register,
           amount, vat, vat_lines, returns, reverses, :now
      FROM jsonb_to_recordset(CAST(:rows AS jsonb))
        AS s(legacy boolean, external_id text, member_id text, household text, household_version bigint, buyer text,
             day date, channel text, register text, amount bigint, vat bigint, vat_lines jsonb, returns text,
             reverses text)
     ORDER BY external_id
    ON CONFLICT (legacy, external_id) DO NOTHING
    RETURNING external_id
    """
)


@dataclass(frozen=True)
class Wanted:
    """A sale to be recorded, in minor units of the books' currency; ``member`` is an id or a number."""

    external_id: str
    day: date
    amount: int
    vat: int | None = None
    vat_parts: tuple[VatPart, ...] = ()
    member: str | None = None
    household: str | None = None
    channel: str = "till"
    register: str | None = None
    returns: str | None = None
    reverses: str | None = None
    # That of a past sale, where the household as it is made up now is not meant.
    household_version: int | None = None


@dataclass(frozen=True)
class Recorded:
    """What became of a sale: the row as it stands, and whether it is new."""

    row: dict[str, Any]
    new: bool


def record(unit: Unit, wanted: Sequence[Wanted], *, legacy: bool = False) -> list[Recorded | Refusal]:
    """Record sales and return what became of each; a refused one leaves nothing and holds up no other."""
    desk = _Desk(unit, wanted, legacy)
    judged = [desk.judge(one) for one in wanted]
    fresh = {one.row["external_id"]: one.row for one in judged if isinstance(one, Recorded) and one.new}
    if not fresh:
        return judged
    rows = json_text([{**row, "day": row["day"].isoformat()} for row in fresh.values()])
    added = set(unit.session.scalars(ADD, {"rows": rows, "now": unit.now}))
    if len(added) == len(fresh):
        return judged
    # Somebody recorded the same at the same moment: those stand, ours are compared with them.
    held = sales_held(unit, legacy, fresh.keys() - added)
    return [
        one if isinstance(one, Refusal) or one.row["external_id"] not in held or not one.new
        else _compared(held[one.row["external_id"]], one.row)
        for one in judged
    ]  # fmt: skip


class _Desk:
    """All that has to be known of the books to judge some sales, asked once."""

    def __init__(self, unit: Unit, wanted: Sequence[Wanted], legacy: bool) -> None:
        self.unit, self.legacy = unit, legacy
        # Originals first, locked, so that two returns cannot both find the sale whole.
        self.originals = sales_held(unit, False, {one.returns for one in wanted if one.returns}, lock=True)
        self.returned = returned_of(unit, self.originals)
        self.seen = sales_held(unit, legacy, {one.external_id for one in wanted})
        self.members = {} if legacy else members_named(unit, {one.member for one in wanted if one.member})
        self.households = households_named(unit, {one.household for one in wanted if one.household})
        self.rates: dict[date, dict[Fraction, str]] = {}

    def judge(self, one: Wanted) -> Recorded | Refusal:
        """Say what becomes of a sale when those before it stand."""
        row = self._row(one)
        if isinstance(row, Refusal):
            return row
        if (held := self.seen.get(one.external_id)) is not None:
            return _compared(held, row)
        if fault := self._fault(one, row):
            return fault
        self.seen[one.external_id] = row
        if not self.legacy:
            self.originals[one.external_id] = row
        if one.returns:
            self.returned[one.returns] -= one.amount
        return Recorded(row, True)

    def _row(self, one: Wanted) -> dict[str, Any] | Refusal:
        """Return the row that a sale comes to, its buyer found; a return without one is from whoever bought."""
        if one.member and one.household:
            return contract.SaleToTwoBuyers(external_id=one.external_id)
        member = household = version = None
        if one.member and not self.legacy:
            member = self.members.get(one.member)
            if member is None:
                return contract.UnknownBuyer(member=one.member)
        if one.household:
            found = self.households.get(one.household)
            if found is None:
                return contract.UnknownHousehold(household=one.household)
            household, version = found.id, one.household_version or found.version
        original = self.originals.get(one.returns) if one.returns else None
        if original is not None and not member and household in (None, original["household"]):
            member, household, version = (original[name] for name in ("member_id", "household", "household_version"))
        vat = sum(part.vat for part in one.vat_parts) if one.vat is None else one.vat
        return {
            "legacy": self.legacy, "external_id": one.external_id, "member_id": member, "household": household,
            "household_version": version, "buyer": one.member if self.legacy else None, "day": one.day,
            "channel": one.channel, "register": one.register, "amount": one.amount, "vat": vat,
            "vat_lines": [[written_rate(part.rate), part.net, part.vat] for part in one.vat_parts],
            "returns": one.returns, "reverses": one.reverses,
        }  # fmt: skip

    def _fault(self, one: Wanted, row: dict[str, Any]) -> Refusal | None:
        if one.vat_parts and (fault := self._vat_fault(one)):
            return fault
        if self.legacy:
            return None
        try:
            check_not_before_founding(self.unit, one.day)
        except BeforeFounding as refusal:
            return refusal
        return self._return_fault(one, row) if one.returns else None

    def _vat_fault(self, one: Wanted) -> Refusal | None:
        if one.day not in self.rates:
            self.rates[one.day] = rates_on(self.unit, one.day)
        if fault := unknown_rate(one.vat_parts, one.day, self.rates[one.day]):
            return fault
        why = misadded(one.vat_parts, one.amount, one.vat)
        return contract.VatLinesDiffer(why=why) if why else None

    def _return_fault(self, one: Wanted, row: dict[str, Any]) -> Refusal | None:
        original = self.originals.get(one.returns or "")
        if original is None:
            return contract.UnknownSale(external_id=one.returns)
        why = ill_returned(original["amount"], self.returned[one.returns or ""], one.amount)
        if (row["member_id"], row["household"]) != (original["member_id"], original["household"]):
            why = why or "somebody else bought it"
        if one.day < original["day"]:
            why = why or "it comes back before it was bought"
        return contract.ReturnExceedsSale(external_id=one.external_id, returns=one.returns, why=why) if why else None


def reverse(unit: Unit, external_id: str, reverses: str, day: date | None) -> dict[str, Any]:
    """Undo a sale once, by a row on the same day if none is given; its household stays the one of its time."""
    row = sales_held(unit, False, {reverses}, lock=True).get(reverses)
    if row is None:
        raise contract.UnknownSale(external_id=reverses)
    if row["reverses"]:
        raise contract.SaleAlreadyReversed(external_id=reverses, why="it is itself a reversal")
    by = unit.session.scalar(select(Sale.external_id).where(Sale.reverses == reverses))
    if by is not None and by != external_id:
        raise contract.SaleAlreadyReversed(external_id=reverses, why=f"{by} did so before")
    if by is None and returned_of(unit, {reverses})[reverses]:
        raise contract.SaleAlreadyReversed(external_id=reverses, why="goods came back of it; reverse the return")
    parts = tuple(VatPart(Fraction(rate), -net, -vat) for rate, net, vat in row["vat_lines"])
    made = record(unit, [Wanted(
        external_id, day or row["day"], -row["amount"], -row["vat"], parts, row["member_id"], row["household"],
        row["channel"], row["register"], reverses=reverses, household_version=row["household_version"],
    )])[0]  # fmt: skip
    if isinstance(made, Refusal):
        raise made
    return made.row


def _compared(held: dict[str, Any], row: dict[str, Any]) -> Recorded | Refusal:
    # The household's version is that of the first time; everything else must be the same.
    same = all(held[name] == value for name, value in row.items() if name != "household_version")
    return Recorded(held, False) if same else contract.SaleDiffers(external_id=row["external_id"])
