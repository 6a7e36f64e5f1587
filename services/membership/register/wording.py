"""How names are compared and found: without accents, case or hyphens; in SQL for the index, in Python for the question.

The functions are SQL alone and need no extension: a service's account may not install one.
"""

from __future__ import annotations

import re
import unicodedata

from sqlalchemy import DDL

# Letters that no decomposition (NFKD) takes apart. A database whose character type is C lowers ASCII alone, so that
# the capitals stand here as well.
_WHOLE = {"œ": "oe", "æ": "ae", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ß": "ss", "ı": "i",
          "Œ": "oe", "Æ": "ae", "Ø": "o", "Ł": "l", "Đ": "d", "Ð": "d", "Þ": "th", "ẞ": "ss"}  # fmt: skip
_LETTERS = str.maketrans(_WHOLE)
# What parts words, said by its places in Unicode: no class of characters that depends on how a database was made.
_MARKS = r"[\u0300-\u036f]"
_BETWEEN = r"[\u0001-\u002f\u003a-\u0040\u005b-\u0060\u007b-\u00bf\u2000-\u206f\u3000-\u303f]+"
SHORTEST_PART = 3
SHORTEST_DIGITS = 4


def plain(text: str) -> str:
    """Return a text without accents and case, its words apart by single spaces: ``Jean-Noël`` is ``jean noel``."""
    decomposed = unicodedata.normalize("NFKD", text.translate(_LETTERS)).lower()
    return re.sub(_BETWEEN, " ", re.sub(_MARKS, "", decomposed)).strip()


def _plain(said: str) -> str:
    """Return the SQL of ``plain``. Written out wherever it is needed: a function that an index stands on may not call
    another of ours, which PostgreSQL 17 would not find when it maintains the index.
    """
    for letter, letters in _WHOLE.items():
        said = f"replace({said}, '{letter}', '{letters}')"
    unmarked = f"regexp_replace(lower(normalize({said}, NFKD)), '{_MARKS}', '', 'g')"
    return f"trim(regexp_replace({unmarked}, '{_BETWEEN}', ' ', 'g'))"


_NAMES = "concat_ws(' ', first_name, last_name, name)"
_WORDS_OF_NAMES = f"unnest(string_to_array({_plain(_NAMES)}, ' '))"

# The words by which a party is found: `^noel` for a word's beginning, `noel`, `oel` for its parts, a whole e-mail
# address, a phone number in full and, as it is dialled in the country, from any of its digits on.
WORDS = DDL(
    f"""
CREATE OR REPLACE FUNCTION register_words(first_name text, last_name text, name text, email text, phone text)
RETURNS tsvector LANGUAGE sql IMMUTABLE PARALLEL SAFE COST 5000 AS $$
  WITH words AS (
    SELECT DISTINCT word FROM {_WORDS_OF_NAMES} AS word WHERE word <> ''
  ), digits AS (
    SELECT regexp_replace(phone, '[^0-9]', '', 'g') AS dialled
  ), found AS (
    SELECT '^' || word FROM words
    UNION SELECT substr(word, at) FROM words,
      generate_series(1, greatest(1, least(length(word), 30) - {SHORTEST_PART - 1})) AS at
    UNION SELECT lower(email) WHERE email <> ''
    UNION SELECT substr(dialled, at) FROM digits,
      generate_series(1, least(length(dialled), 20) - {SHORTEST_DIGITS - 1}) AS at WHERE dialled <> ''
    UNION SELECT '0' || right(dialled, 9) FROM digits WHERE length(dialled) >= 11
  )
  SELECT coalesce(array_to_tsvector(array_agg(one)), ''::tsvector) FROM found AS f(one)
$$
"""
)

# A name by which two rows are compared, whatever the order in which a sheet had its parts.
NAME = DDL(
    f"""
CREATE OR REPLACE FUNCTION register_name(first_name text, last_name text, name text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE COST 5000 AS $$
  SELECT string_agg(word, ' ' ORDER BY word) FROM {_WORDS_OF_NAMES} AS word
$$
"""
)


def asked(q: str) -> str | None:
    """Return the tsquery of what somebody typed, every word of which must be found; None when it holds no word."""
    terms = [term for term in map(_term, q.split()) if term]
    digits = re.sub(r"[\s.()/+-]", "", q)
    if digits.isascii() and digits.isdigit() and len(digits) >= SHORTEST_DIGITS:
        # A phone number, however it is spaced: 04 50 12 is 045012.
        return " | ".join([f"({' & '.join(terms)})"] * bool(terms) + [f"{_lexeme(digits)}:*"])
    return " & ".join(terms) or None


def _term(term: str) -> str | None:
    words = [_lexeme(word if len(word) >= SHORTEST_PART else f"^{word}") + ":*" for word in plain(term).split()]
    if not words:
        return None
    found = " & ".join(words)
    # As it stands it may begin an e-mail address.
    return f"({found} | {_lexeme(term.lower())}:*)" if re.search(r"[@._-]", term) else f"({found})"


def _lexeme(text: str) -> str:
    return "'" + text.replace("\\", "\\\\").replace("'", "''") + "'"
