"""The register of members and its movements, as CSV, workbook and PDF, at any date."""

from __future__ import annotations

from services.commons.contract import Day
from services.commons.documents import PRODUCES, DocumentQuery
from services.commons.refusals import Refusal
from services.membership.contract import membership

# What a person still reads, and what one worker writes in a few seconds.
MOST_ROWS = {"pdf": 5_000, "xlsx": 20_000, "csv": 200_000}


class ExtractTooLong(Refusal):
    """An extract of so many lines is not written in this format."""

    code, status = "extract_too_long", 422
    sentence = "The extract has {rows} lines; as {format} it has at most {maximum}. Ask for CSV, or a shorter period."


class PeriodBackwards(Refusal):
    """A period of movements ends on its first day at the earliest."""

    code, status = "period_backwards", 422
    sentence = "The period from {since} to {until} ends before it begins."


class ExtractQuery(DocumentQuery):
    """The register of which day: today unless ``as_of`` says another."""

    as_of = Day(load_default=None)


class MovementsQuery(DocumentQuery):
    """The movements from one day to another, both included."""

    since = Day(data_key="from", required=True)
    until = Day(data_key="to", required=True)


extract_register = membership.download(
    "extract_register", "GET /members/extract", scope="members:read", produces=PRODUCES, query=ExtractQuery,
    refuses=[ExtractTooLong], summary="Extract the register of members as it stood on a day",
)  # fmt: skip
extract_movements = membership.download(
    "extract_movements", "GET /members/movements", scope="members:read", produces=PRODUCES, query=MovementsQuery,
    refuses=[ExtractTooLong, PeriodBackwards],
    summary="Extract who joined, moved and left in a period, with the numbers at its start and end",
)  # fmt: skip
