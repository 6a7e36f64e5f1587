"""Takes over the history of the shares; nothing is posted, for the books of those days hold it."""

from __future__ import annotations

from typing import Any

from services.commons.bindings import answers
from services.commons.canonical import digest
from services.commons.jobs import Verdict
from services.commons.money import Money
from services.commons.refusals import Invalid
from services.commons.rulebook.founding import check_not_before_founding, founded_on
from services.commons.storage import Unit
from services.ledger.capital.contract import TransferToSelf
from services.ledger.capital.levels import capital_on
from services.ledger.capital.members import locked_members
from services.ledger.journal.posting import hold_the_book
from services.ledger.sheets import money_of

from . import contract
from .sheets import read_movements
from .tables import TakenOver
from .taking import Moved, pay, redeem, subscribe, transfer

NEEDED = {
    "subscription": ("count",), "payment": ("amount",), "transfer": ("count", "to_member"), "redemption": ("count",),
}  # fmt: skip


def finish(unit: Unit, legacy: bool, shares: int | None, paid_up: str | None, **_: Any) -> dict[str, Any]:
    """Return what the register comes to, and refuse where the sheet should have come to something else."""
    found = capital_on(unit, unit.today)
    if shares is not None and shares != found["shares"]:
        raise contract.ShareHistoryDiffers(what="The number of shares", said=shares, found=found["shares"])
    if paid_up is not None and money_of(paid_up, unit.currency) != found["paid_up"]:
        raise contract.ShareHistoryDiffers(what="The paid-up capital", said=paid_up, found=found["paid_up"])
    return {"shares": found["shares"], "holders": found["holders"], "paid_up": str(found["paid_up"]),
            "subscribed": str(found["subscribed"])}  # fmt: skip


@answers(contract.import_movements, items=read_movements, finish=finish, atomic=True)
def import_movement(unit: Unit, row: dict[str, Any], dry_run: bool, legacy: bool, **_: Any) -> Verdict:
    """Take over one movement; the same id again is skipped if it says the same, and refused otherwise."""
    hold_the_book(unit)
    said = digest({name: str(value) for name, value in row.items()})
    held = unit.session.get(TakenOver, row["external_id"])
    if held is not None:
        if held.digest != said:
            raise contract.ShareMovementDiffers(external_id=row["external_id"])
        return Verdict("skipped", held.subject)
    moved = _moved(unit, row, legacy)
    subject = {"subscription": subscribe, "payment": pay, "transfer": transfer, "redemption": redeem}[row["kind"]](
        unit, moved
    )
    unit.session.add(TakenOver(external_id=row["external_id"], digest=said, subject=subject, taken_at=unit.now))
    unit.session.flush()
    return Verdict("created", subject)


def _moved(unit: Unit, row: dict[str, Any], legacy: bool) -> Moved:
    """Return a line as a movement between members who are known, on a day on which it can have happened."""
    missing = [name for name in NEEDED[row["kind"]] if row.get(name) is None]
    errors = [_error(name, f"A {row['kind']} needs this.") for name in missing]
    if row["day"] > unit.today:
        errors.append(_error("day", "A history lies in the past."))
    if errors:
        raise Invalid(errors=errors)
    if not legacy:
        check_not_before_founding(unit, row["day"])
    names = [row["member"], *([row["to_member"]] if row.get("to_member") else [])]
    known = locked_members(unit, names)
    giver, taker = known[row["member"]], known.get(row.get("to_member", ""))
    if taker is not None and taker.id == giver.id:
        raise TransferToSelf(member_id=giver.id)
    return Moved(
        member=giver, taker=taker, count=row.get("count") or 0, on=row["day"], signed_on=row.get("signed_on"),
        price=_money(unit, row.get("unit_price")), amount=_money(unit, row.get("amount")),
        share_type=row.get("share_type"), reason=row.get("reason"), reference=row.get("reference"),
        rules_of=max(row["day"], founded_on(unit.session) or row["day"]),
    )  # fmt: skip


def _money(unit: Unit, decimal: str | None) -> Money | None:
    return None if decimal is None else money_of(decimal, unit.currency)


def _error(name: str, message: str) -> dict[str, str]:
    return {"in": "line", "pointer": f"/{name}", "message": message}
