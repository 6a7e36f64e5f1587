"""The summary as a document: a table and a chart for each choice, the figures of numbers, the texts as given."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

from services.commons.documents import Bars, Column, Said, Sheet, Table, said

# What finds room under the bars of a chart.
MOST_BARS, LONGEST_LABEL = 6, 14


def summary_sheet(coop: str, summary: dict[str, Any]) -> Sheet:
    """Return the sheet of a summary as the operation gives it."""
    tables, charts, notes = [], [], []
    numbers: list[list[Any]] = []
    for place, question in enumerate(summary["questions"], 1):
        title = f"{place}. {question['text']}"
        if question["withheld"]:
            notes.append(said("{question}: not broken down, so that nobody's answer is told.", question=title))
        elif question["options"]:
            tables.append(_options(title, question))
            labels = [_short(question, number) for number in range(len(question["options"]))]
            charts.append(Bars(title, labels, values=[one["count"] for one in question["options"]]))
        elif question["kind"] == "number" and question["answered"]:
            numbers.append([title, question["answered"], question["total"], _decimal(question["median"]),
                            question["unit"] or ""])  # fmt: skip
        elif question["texts"]:
            tables.append(_texts(title, question))
    if numbers:
        tables.insert(0, Table(
            [Column(said("Question"), share=60), Column(said("Answers"), "count"), Column(said("Sum"), "amount"),
             Column(said("Median"), "amount"), Column(said("Unit"), share=14)],
            numbers, title=said("Numbers"),
        ))  # fmt: skip
    if summary["anonymous"]:
        notes.append(said("Anonymous: fewer than {smallest} answers are not broken down ({article}).",
                          smallest=summary["smallest_cell"], article=summary["article"]))  # fmt: skip
    facts: list[Any] = [(said("Cooperatives asked"), summary["asked"]), (said("Answers"), summary["replied"])]
    if summary["response_rate"] is not None:
        facts.append((said("Response rate"), _percent(summary["response_rate"])))
    states = {"draft": said("Draft"), "sent": said("Still open"), "closed": said("Closed")}
    return Sheet(said("Summary of a questionnaire"), coop, subtitle=summary["title"],
                 facts=[*facts, (said("State"), states[summary["state"]])], tables=tables, charts=charts,
                 notes=notes)  # fmt: skip


def _options(title: str, question: dict[str, Any]) -> Table:
    rows = [[_label(question, number), one["count"], _percent(Fraction(one["count"], question["answered"]))
             if question["answered"] else ""] for number, one in enumerate(question["options"])]  # fmt: skip
    columns = [Column(title, share=60), Column(said("Answers"), "count"),
               Column(said("Of those who answered"), "rate", share=20)]  # fmt: skip
    return Table(columns, rows)


def _texts(title: str, question: dict[str, Any]) -> Table:
    named = question["texts"][0]["cooperative"] is not None
    columns = [Column(title, share=70), *([Column(said("Cooperative"))] if named else [])]
    rows = [[one["text"], *([one["cooperative"]] if named else [])] for one in question["texts"]]
    return Table(columns, rows)


def _short(question: dict[str, Any], number: int) -> Said | str:
    """Return what stands under a bar: an option, or its number in the table where all of them find no room there."""
    return str(number + 1) if _crowded(question) else _label(question, number)


def _label(question: dict[str, Any], number: int) -> Said | str:
    option = question["options"][number]
    if question["kind"] == "yes_no":
        return said("Yes") if option["code"] == "yes" else said("No")
    return f"{number + 1}. {option['text']}" if _crowded(question) else str(option["text"])


def _crowded(question: dict[str, Any]) -> bool:
    options = question["options"]
    return len(options) > MOST_BARS or any(len(one["text"]) > LONGEST_LABEL for one in options)


def _decimal(median: Fraction | None) -> Decimal | None:
    """A median of whole numbers is whole or ends in a half, so that its decimal is exact."""
    return None if median is None else Decimal(median.numerator) / Decimal(median.denominator)


def _percent(part: Fraction) -> Fraction:
    """Round a part to a tenth of a percent, for people."""
    return Fraction(round(part * 1000), 1000)
