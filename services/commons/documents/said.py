"""Texts of documents: English where they are written, put into the reader's language when the document is."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

LANGUAGES = ("fr", "en")
SERVICES_FOLDER = Path(__file__).parents[2]


@dataclass(frozen=True, slots=True)
class Said:
    """A text in English, whose translations stand in the catalogues, and the values that go into its braces."""

    text: str
    values: dict[str, Any] = field(default_factory=dict)


def said(text: str, **values: Any) -> Said:
    """Say something in English; amounts, days and counts among the values are written as the language writes them."""
    return Said(text, values)


@cache
def catalogue(language: str) -> dict[str, str]:
    """Return the translations into a language: the gettext files ``locale/<room>.<language>.po`` of all services."""
    from babel.messages.pofile import read_po

    found: dict[str, str] = {}
    for file in sorted(SERVICES_FOLDER.glob(f"*/**/locale/*.{language}.po")):
        with file.open("rb") as opened:
            for message in read_po(opened, locale=language):
                if message.id and message.string:
                    found[str(message.id)] = str(message.string)
    return found


def translated(text: str, language: str) -> str:
    """Return a text in a language; English where nobody translated it."""
    return text if language == "en" else catalogue(language).get(text, text)
