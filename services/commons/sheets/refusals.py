"""What is refused of a sheet as a whole, whatever it holds; the job then fails with it."""

from __future__ import annotations

from ..refusals import Refusal

SHEET_TYPES = ("text/csv",)
# What one import takes; the gateway refuses more before it has read it.
LARGEST_BYTES = 20_000_000
MOST_LINES = 100_000
MOST_COLUMNS = 300


class SheetNotUtf8(Refusal):
    """The sheet is not text in UTF-8, nor in the encoding that was named."""

    code, status = "sheet_not_utf8", 422
    sentence = "Byte {position} is not {encoding}; {hint}."


class SheetTooLarge(Refusal):
    """The sheet is larger than one import takes."""

    code, status = "sheet_too_large", 413
    sentence = "The sheet has {size}; one import takes at most {most}."


class SheetHeaderUnfit(Refusal):
    """The first line of the sheet does not name the columns that are needed."""

    code, status = "sheet_header_unfit", 422
    sentence = (
        "The first line must name the columns; missing: {missing}; unknown or repeated: {unknown}. "
        "Say what a column is with map=Column:field, or leave it out with ignore=Column."
    )


class SheetMapUnfit(Refusal):
    """A column or a field that the request names is not there."""

    code, status = "sheet_map_unfit", 422
    sentence = "The request names {unknown}; the sheet has the columns {columns}, and the fields are {fields}."


class SheetMalformed(Refusal):
    """The sheet is not well-formed CSV (RFC 4180)."""

    code, status = "sheet_malformed", 422
    sentence = "Line {line} is not well-formed CSV (a quotation mark is left open, or stands inside a cell)."


SHEET_REFUSALS = (SheetNotUtf8, SheetTooLarge, SheetHeaderUnfit, SheetMapUnfit, SheetMalformed)
