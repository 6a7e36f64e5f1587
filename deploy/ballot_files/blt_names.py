"""The end of a BLT file: the names of the candidates in their order, and the title."""

from __future__ import annotations

import re

from .errors import BallotFileError

# In straight quotes, a quote within it escaped by a backslash or doubled; or in single or curly ones.
_QUOTED = re.compile(r'"((?:[^"\\]|\\.|"")*)"|“([^”]*)”')
_SINGLE = re.compile(r"'(.*)'")


def names_in(raw: list[str], before: int, candidates: int) -> tuple[list[str], str]:
    """Return the names and the title (empty if there is none) from the lines that follow ``before`` others.

    A name is quoted, or fills its line; what is quoted after it on the same line is the party. Names may all stand on
    one line.
    """
    lines = [(number, words) for number, line in enumerate(raw, before + 1) if (words := _words(line, number))]
    if len(lines) < candidates:
        lines = [(number, [word]) for number, words in lines for word in words]
    if len(lines) < candidates:
        last = lines[-1][0] if lines else before
        raise BallotFileError(f"{candidates} candidates, but the names of {len(lines)} only", last)
    names = []
    for number, (name, *party) in lines[:candidates]:
        if not name:
            raise BallotFileError("a candidate without a name", number)
        names.append(f"{name} ({', '.join(party)})" if party else name)
    return names, lines[candidates][1][0] if len(lines) > candidates else ""


def _words(line: str, number: int) -> list[str]:
    line = line.strip()
    if line.startswith("#"):
        return []
    if line.startswith(('"', "“")):
        found = list(_QUOTED.finditer(line))
        if not found:
            raise BallotFileError("the quotes of a name are not closed", number)
        return [_unescaped(one[1]) if one[1] is not None else one[2] for one in found]
    plain = line.partition("#")[0].strip()
    single = _SINGLE.fullmatch(plain)
    return [single[1] if single else plain] if plain else []


def _unescaped(text: str) -> str:
    return re.sub(r'\\(.)|""', lambda found: found[1] or '"', text).strip()
