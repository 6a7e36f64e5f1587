"""Turns the bytes of a sheet into text, and says what they look like when they are no UTF-8."""

from __future__ import annotations

import codecs

from .refusals import LARGEST_BYTES, SheetNotUtf8, SheetTooLarge

# What may be asked for, and the codec that reads it.
ENCODINGS = {"utf-8": "utf-8-sig", "utf-16": "utf-16", "windows-1252": "cp1252", "iso-8859-15": "iso8859_15"}
# Of these any bytes are text, also those of UTF-8.
_OF_ONE_BYTE = ("windows-1252", "iso-8859-15")
AS_UTF8 = "save the sheet as CSV UTF-8"
_NO_TEXT = {
    b"PK\x03\x04": "it is a workbook (.xlsx or .ods): save the sheet as CSV UTF-8",
    b"\xd0\xcf\x11\xe0": "it is an old workbook (.xls): save the sheet as CSV UTF-8",
    b"%PDF": "it is a PDF: send the sheet that it was made of, as CSV UTF-8",
}


def decoded(content: bytes, encoding: str | None = None) -> str:
    """Return the text of a sheet: UTF-8 or, with its byte order mark, UTF-16, unless another encoding is named.

    Raises SheetTooLarge, and SheetNotUtf8 with the first byte that does not fit and what the content looks like.
    """
    if len(content) > LARGEST_BYTES:
        raise SheetTooLarge(size=f"{len(content)} bytes", most=f"{LARGEST_BYTES} bytes")
    named = encoding or ("utf-16" if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) else "utf-8")
    for beginning, hint in _NO_TEXT.items():
        if content.startswith(beginning):
            raise SheetNotUtf8(position=0, encoding=named, hint=hint)
    if named in _OF_ONE_BYTE and (position := _beyond_ascii(content)) is not None:
        raise SheetNotUtf8(position=position, encoding=named, hint="it is UTF-8: leave the encoding out")
    try:
        text = content.decode(ENCODINGS[named])
    except UnicodeDecodeError as error:
        raise SheetNotUtf8(position=error.start, encoding=named, hint=_hint(content)) from None
    if "\x00" in text:
        raise SheetNotUtf8(position=content.index(b"\x00"), encoding=named, hint=f"it is no text: {AS_UTF8}")
    return text.removeprefix("\ufeff")


def _beyond_ascii(content: bytes) -> int | None:
    """Return where UTF-8 leaves ASCII; None for other content. Read as another encoding, names would become noise."""
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        return None
    return next((len(text[:place].encode()) for place, one in enumerate(text) if not one.isascii()), None)


def _hint(content: bytes) -> str:
    """Say what the bytes may be: letters with accents in Windows-1252 are what an older Excel writes."""
    if content[:400].count(0) > len(content[:400]) // 4:
        return f"it looks like UTF-16: {AS_UTF8}, or send it with encoding=utf-16"
    try:
        text = content.decode("cp1252")
    except UnicodeDecodeError:
        return AS_UTF8
    odd = {character for character in text if not character.isascii()}
    if all(character.isalpha() or character in "°€«»’“”–—…\u00a0" for character in odd):
        return f"it looks like Windows-1252: {AS_UTF8}, or send it with encoding=windows-1252"
    return AS_UTF8
