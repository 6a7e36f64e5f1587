"""Writes values as a language writes them: amounts, days, counts and rates by the CLDR, through Babel."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime, time
from decimal import Decimal
from fractions import Fraction

from babel.dates import format_date, format_time
from babel.numbers import format_currency, format_decimal, format_percent

from ..clock import LEGAL_ZONE
from ..money import Money
from .said import Said, translated
from .sheet import LongDay, Value

LOCALES = {"fr": "fr_FR", "en": "en_GB"}
_OF = re.compile(r"\b([Dd])e \{(\w+)\}")
_PIECES = re.compile(r"(\b[Dd]e \{\w+\})")
# A number and the words that it counts, up to the next value or the end of the clause.
_COUNTED = re.compile(r"(\{(\w+)\})((?:[^{}.,;:]*\(s\))+)")
_CONTRACTED = {"Le": "u", "Les": "es"}
# The values that name a cooperative or a body of one, whose article contracts; that of a person's name never does.
_WITH_ARTICLE = frozenset({"coop", "organ"})
# An h is taken for mute, but in the words in which names often have an aspirated one.
_VOCALIC = re.compile(
    r"[aàâäeéèêëiîïoôöuùûüœæ]|h(?!aies?\b|alles?\b|ameau|angar|aut|avre|érisson|ors\b)[aâeéèêiîoôuœy]", re.IGNORECASE
)


def worded(value: Value, language: str) -> str:
    """Return a value as a person reads it; nothing is an empty text."""
    locale = LOCALES[language]
    match value:
        case None:
            return ""
        case Said():
            words = {name: worded(one, language) for name, one in value.values.items()}
            template = _numbered(translated(value.text, language), value.values, language)
            return _elided(template, words) if language == "fr" else template.format_map(words)
        case Money():
            return format_currency(Decimal(str(value)), value.currency, locale=locale)
        case bool():
            raise TypeError("a document says yes and no in words")
        case int():
            return format_decimal(value, locale=locale)
        case Decimal():
            return format_decimal(value, format="#,##0.#####", locale=locale)
        case Fraction():
            return rate(value, language)
        case LongDay():
            return format_date(value.day, "full", locale=locale)
        case datetime():
            local = value.astimezone(LEGAL_ZONE)
            return f"{format_date(local.date(), 'medium', locale=locale)}, {worded(local.time(), language)}"
        case date():
            return format_date(value, "medium", locale=locale)
        case time():
            return format_time(value.replace(tzinfo=None), "HH' h 'mm" if language == "fr" else "HH:mm", locale=locale)
    return value


def _numbered(template: str, values: Mapping[str, Value], language: str) -> str:
    """Return a text in which ``(s)`` after a whole number is the plural that it asks for: 1 jour, 2 jours.

    Zero is singular in French and plural in English (CLDR, plural rules).
    """

    def ended(found: re.Match[str]) -> str:
        value = values.get(found[2])
        if type(value) is not int:
            return found[0]
        singular = value in (0, 1) if language == "fr" else value == 1
        return found[1] + found[3].replace("(s)", "" if singular else "s")

    return _COUNTED.sub(ended, template)


def _elided(template: str, words: Mapping[str, str]) -> str:
    """Return a French text, filled in, with ``de`` before a value as French has it: d’Alpar, du Lien, de Le Goff."""

    def joined(found: re.Match[str]) -> str:
        word = words[found[2]]
        if _VOCALIC.match(word):
            return f"{found[1]}’{word}"
        article, _, rest = word.partition(" ")
        contracts = rest and found[2] in _WITH_ARTICLE and article in _CONTRACTED
        return f"{found[1]}{_CONTRACTED[article]} {rest}" if contracts else f"{found[1]}e {word}"

    parts = [(_OF.sub(joined, one) if _OF.fullmatch(one) else one.format_map(words)) for one in _PIECES.split(template)]
    return "".join(parts)


def rate(value: Fraction, language: str) -> str:
    """Write a rate as a percentage where four decimals say it exactly, else as the fraction it is."""
    if (value * 1_000_000).denominator == 1:
        exact = Decimal(value.numerator) / Decimal(value.denominator)
        return format_percent(exact, format="#,##0.####\u00a0%" if language == "fr" else "#,##0.####%",
                              locale=LOCALES[language])  # fmt: skip
    return f"{value.numerator}/{value.denominator}"


def plain(value: Value, language: str) -> str:
    """Return a value as a program reads it: decimal points, ISO days, exact fractions; texts in the language."""
    match value:
        case None:
            return ""
        case Said():
            return harmless(worded(value, language))
        case Money() | int() | Decimal() | Fraction():
            return str(value)
        case LongDay():
            return value.day.isoformat()
        case date() | time():
            return value.isoformat()
    return harmless(value)


def harmless(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula (OWASP, CSV injection)."""
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text
