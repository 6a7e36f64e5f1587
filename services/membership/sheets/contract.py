"""What is refused of a sheet as a whole, whatever it holds; the job then fails with it."""

from services.commons.refusals import Refusal


class SheetNotUtf8(Refusal):
    """The sheet is not text in UTF-8."""

    code, status = "sheet_not_utf8", 422
    sentence = "Byte {position} is not UTF-8; save the sheet as CSV UTF-8."


class SheetTooLarge(Refusal):
    """The sheet is larger than one import takes."""

    code, status = "sheet_too_large", 413
    sentence = "The sheet has {size}; one import takes at most {most}."


class SheetHeaderUnfit(Refusal):
    """The first line of the sheet does not name the columns that are needed."""

    code, status = "sheet_header_unfit", 422
    sentence = "The first line must name the columns; missing: {missing}; unknown or repeated: {unknown}."


class SheetMalformed(Refusal):
    """The sheet is not well-formed CSV (RFC 4180)."""

    code, status = "sheet_malformed", 422
    sentence = "Line {line} is not well-formed CSV (a quotation mark is left open, or stands inside a cell)."


SHEET_REFUSALS = (SheetNotUtf8, SheetTooLarge, SheetHeaderUnfit, SheetMalformed)
