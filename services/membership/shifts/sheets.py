"""The sheet of shift figures: one page that says how the shop was staffed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from services.commons.documents import Bars, Column, Said, Sheet, Table, said
from services.commons.documents.sheet import Value

WEEKDAYS = (said("Monday"), said("Tuesday"), said("Wednesday"), said("Thursday"), said("Friday"), said("Saturday"),
            said("Sunday"))  # fmt: skip
STANDINGS = (
    ("up_to_date", said("Up to date")), ("alert", said("Alert")), ("not_served", said("Not served")),
    ("on_leave", said("On leave")), ("exempt", said("Exempt")),
)  # fmt: skip
_COUNTED = ("needed", "filled", "coverage", "attended", "missed", "excused", "replaced")


def figures_sheet(coop: str, shown: Mapping[str, Any]) -> Sheet:
    """Totals and standings, two pictures, then every week and every slot."""
    total, standings = shown["total"], shown["standings"]
    return Sheet(
        title=said("Shifts in figures"), coop=coop,
        subtitle=said("From {since} to {until}", since=shown["from_"], until=shown["to"]),
        facts=[
            (said("Members"), shown["members"]), (said("Shifts held or to come"), total["shifts"]),
            (said("Shifts cancelled"), total["cancelled"]), (said("Places needed"), total["needed"]),
            (said("Places filled"), total["filled"]), (said("Coverage, %"), percent(total)),
            (said("Missed"), total["missed"]), (said("Excused"), total["excused"]),
            (said("Replaced by somebody else"), total["replaced"]),
            (said("Make-ups owed"), shown["make_ups_owed"]), (said("Members who owe one"), shown["members_owing"]),
        ],
        charts=[
            Bars(said("Places needed and filled, by week"), [f"{one['week']:%d/%m}" for one in shown["weeks"]],
                 series=[[one[name] for one in shown["weeks"]] for name in ("needed", "filled", "missed")]
                 if shown["weeks"] else (),
                 names=[said("Needed"), said("Filled"), said("Missed")] if shown["weeks"] else ()),
            Bars(said("Members by standing on {day}", day=shown["to"]), [label for _, label in STANDINGS],
                 [standings[name] for name, _ in STANDINGS]),
        ],
        tables=[
            Table([Column(said("Standing"), share=40), Column(said("Members"), "count")],
                  [[label, standings[name]] for name, label in STANDINGS],
                  title=said("Members by standing on {day}", day=shown["to"]),
                  totals=[said("Total"), shown["members"]]),
            Table([Column(said("Week of"), "day", share=26), *_columns()],
                  [[one["week"], *_cells(one)] for one in shown["weeks"]],
                  title=said("By week"), totals=[said("Total"), *_cells(total)]),
            Table([Column(said("Slot"), share=26), *_columns()],
                  [[_slot(one), *_cells(one)] for one in shown["slots"]],
                  title=said("By slot"), totals=[said("Total"), *_cells(total)]),
        ],
        notes=[said("Standings follow from {article}; they never touch the electoral roll.", article=shown["article"])],
    )  # fmt: skip


def percent(counted: Mapping[str, Any]) -> Decimal | None:
    """Return the coverage in percent, rounded down to tenths: a shop that lacks one place is not fully staffed."""
    if not counted["needed"]:
        return None
    return Decimal(1000 * counted["filled"] // counted["needed"]) / 10


def _columns() -> Sequence[Column]:
    headings = (said("Needed"), said("Filled"), said("Coverage, %"), said("Came"), said("Missed"), said("Excused"),
                said("Replaced"))  # fmt: skip
    return [Column(heading, "rate" if name == "coverage" else "count", share=12)
            for heading, name in zip(headings, _COUNTED, strict=True)]  # fmt: skip


def _cells(one: Mapping[str, Any]) -> list[Value]:
    return [percent(one) if name == "coverage" else one[name] for name in _COUNTED]


def _slot(one: Mapping[str, Any]) -> Said:
    return said("{weekday} {starts} to {ends}", weekday=WEEKDAYS[one["weekday"]], starts=one["starts_at"],
                ends=one["ends_at"])  # fmt: skip
