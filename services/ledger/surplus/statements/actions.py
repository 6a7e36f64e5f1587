"""Shows and writes a person's statement of an allocated surplus."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from sqlalchemy import select

from services.commons.bindings import answers
from services.commons.documents import Column, Said, Sheet, Table, said, written
from services.commons.money import Money, exponent
from services.commons.proposals.tables import ProposalRow
from services.commons.refusals import NotFound
from services.commons.requests import Chunk
from services.commons.storage import Unit
from services.ledger.accounts.names import names_of
from services.ledger.journal.tables import Entry, EntryLine, entry_id
from services.ledger.surplus.tables import Allocation, in_force

from . import contract
from .reckoning import PersonsPart, parts_of

PART_NAMES = {
    "labour_share": said("Labour share"), "interest": said("Interest on shares"), "refunds": said("Refund"),
    "gift": said("Gift to a cause"),
}  # fmt: skip
KEY_NAMES = {
    "capital_days": said("Paid-up capital × days held"), "purchases": said("Purchases of the year"),
    "weight": said("Weight voted"),
}  # fmt: skip


@answers(contract.get_statement)
def get_statement(unit: Unit, year: str, person_id: str) -> dict[str, Any]:
    """Show a person's statement."""
    allocation, content = _allocated(unit, year)
    parts = list(parts_of(content, _ids(content, person_id)))
    if not parts:
        raise NotFound(what=f"part of the surplus of {allocation.year} for", id=person_id)
    entry = _entry_of(unit, allocation, parts[0])
    scale = 10 ** exponent(unit.currency)

    def money(minor: int) -> Money:
        return Money(minor, unit.currency)

    return {
        "year": allocation.year, "person_id": person_id, "member_id": _member(content, person_id),
        "regime": content["regime"], "surplus": money(content["surplus"]), "resolution_id": allocation.resolution_id,
        "allocated_on": entry.day, "entry": entry_id(entry.seq), "total": money(sum(one.amount for one in parts)),
        "parts": [
            {
                "part": one.part, "base": money(one.base), "persons": one.persons, "key": one.key,
                "weight": one.weight, "coefficient": one.coefficient, "weights_in_all": one.weights_in_all,
                "share": one.share, "exact": one.exact / scale, "rounding": (one.amount - one.exact) / scale,
                "amount": money(one.amount), "account": one.account, "auxiliary": one.auxiliary,
                "article": one.article,
            }
            for one in parts
        ],
    }  # fmt: skip


@answers(contract.statement_document)
def statement_document(
    unit: Unit, year: str, person_id: str, format: str, language: str, cursor: str | None
) -> Chunk:
    """Write a person's statement."""
    found = get_statement(unit, year, person_id)
    columns = [
        Column(said("Part")), Column(said("To share"), "amount"), Column(said("Persons"), "count", share=14),
        Column(said("By")), Column(said("Weight")), Column(said("Coefficient")), Column(said("Weights in all")),
        Column(said("Exact amount")), Column(said("Amount"), "amount"),
    ]  # fmt: skip
    rows = [
        [PART_NAMES[one["part"]], one["base"], one["persons"], _key(one["key"]),
         _plain(one["weight"]), _plain(one["coefficient"]), _plain(one["weights_in_all"]), _plain(one["exact"]),
         one["amount"]]
        for one in found["parts"]
    ]  # fmt: skip
    posted = Table(
        [Column(said("Part")), Column(said("Account")), Column(said("Auxiliary")), Column(said("Article"))],
        [[PART_NAMES[one["part"]], one["account"], one["auxiliary"], one["article"]] for one in found["parts"]],
        title=said("Where it stands in the books, and why"),
    )
    name = names_of(unit.session, [person_id]).get(person_id)
    sheet = Sheet(
        title=said("Surplus of {year}: your part", year=str(found["year"])),
        subtitle=said("Allocated on {day}", day=found["allocated_on"]),
        coop=str(unit.rules.statutes("identity.name").value),
        addressee=[name, person_id] if name else [person_id],
        facts=_facts(found),
        tables=[Table(columns, rows, title=said("How it is reckoned"),
                      totals=[said("Total"), *[None] * 7, found["total"]]), posted],
        notes=[
            said("Your part is what is to share × your weight × your coefficient ÷ all weights. Cents that are left "
                 "over go to the largest remainders, in the order of the ids where they are equal."),
        ],
    )  # fmt: skip
    return written(unit, sheet, format, language, cursor, name=f"surplus-{found['year']}-{person_id}")


def _facts(found: dict[str, Any]) -> list[tuple[Said | str, Any]]:
    return [
        (said("Surplus of the year"), found["surplus"]), (said("Resolution"), found["resolution_id"]),
        (said("Entry"), found["entry"]), (said("Your part in all"), found["total"]),
    ]  # fmt: skip


def _key(key: str) -> Said:
    """Say what a weight measures; the keys of the labour share come with the weight of each."""
    if key in KEY_NAMES:
        return KEY_NAMES[key]
    parts = dict(one.split(" ") for one in key.split(", ") if one)
    weights = {name: Fraction(parts.get(name, 0)) for name in ("salary", "hours", "equal")}
    return said("Salary {salary}, hours {hours}, equally {equal}", **weights)


def _plain(value: Fraction) -> str:
    """Write an exact number: whole, or as the fraction it is."""
    return str(value)


def _allocated(unit: Unit, year: str) -> tuple[Allocation, dict[str, Any]]:
    """Return a year's allocation and the proposal that was adopted."""
    number = int(year) if year.isascii() and year.isdigit() and len(year) == 4 else 0
    allocation = unit.session.scalar(in_force(number))
    if allocation is None:
        raise NotFound(what="allocated surplus of", id=year[:20])
    return allocation, unit.session.get_one(ProposalRow, allocation.proposal_id).content


def _entry_of(unit: Unit, allocation: Allocation, part: PersonsPart) -> Entry:
    """Return the entry of an allocation in which a person's part is posted; the first one where it came to nothing."""
    posted = unit.session.scalar(
        select(EntryLine.entry).where(
            EntryLine.entry.between(allocation.entry, allocation.last_entry), EntryLine.account == part.account,
            EntryLine.auxiliary == part.auxiliary,
        ).limit(1)
    )  # fmt: skip
    return unit.session.get_one(Entry, posted or allocation.entry)


def _member(content: dict[str, Any], person_id: str) -> str | None:
    for one in content["employees"]:
        if person_id in (one["person_id"], one["member_id"]):
            return str(one["member_id"]) if one["member_id"] else None
    members = {one["member_id"] for one in (*content["interest"], *content["refunds"])}
    return person_id if person_id in members else None


def _ids(content: dict[str, Any], person_id: str) -> frozenset[str]:
    """Return the ids under which a person may have a part: as employee and as member."""
    for one in content["employees"]:
        if person_id in (one["person_id"], one["member_id"]):
            return frozenset(filter(None, (one["person_id"], one["member_id"])))
    return frozenset({person_id})
