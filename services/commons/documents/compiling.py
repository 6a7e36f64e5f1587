"""Compiles what was said into PDF by a template: tagged, archivable (PDF/A-2a, ISO 19005-2), charts as vectors."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import typst

# Stands for a letter or sign that none of the fonts has (U+FFFD, the replacement character of Unicode).
MISSING = "\N{REPLACEMENT CHARACTER}"
_PLAIN = re.compile(r"[\n\t -~\xa0-\u024f]")
# A control character as JSON writes it; the other escapes go by in pairs, so that no half of one is taken for it.
_ESCAPED = re.compile(r"\\(?:u00[01][0-9a-f]|.)")
_WRITTEN_SO = {r"\n", r"\t", r"\"", r"\\"}
_ALONE = Path(__file__).parent / "sign.typ"


def compiled(template: Path, name: str, content: dict[str, Any], made_at: datetime) -> bytes:
    """Return the PDF; the same content, which the template reads as ``name``, is at one moment the same to the byte.

    An archivable PDF may show nothing that its fonts do not have (ISO 19005-2 §6.2.11.4): what people wrote in other
    letters, or as pictures, is shown by a sign for what is missing, rather than not at all.
    """
    said = json.dumps(content, ensure_ascii=False)
    try:
        return _pdf(template, name, said, made_at)
    except typst.TypstError as error:
        if "could not be displayed" not in str(error):
            raise
    unknown = {one for one in set(said) if not _PLAIN.match(one) and not _has_sign(one)}
    said = said.translate({ord(one): MISSING for one in unknown})
    said = _ESCAPED.sub(lambda one: one[0] if one[0] in _WRITTEN_SO else MISSING, said)
    return _pdf(template, name, said, made_at)


def _pdf(template: Path, name: str, said: str, made_at: datetime) -> bytes:
    pdf: bytes = _compiler(template).compile(
        format="pdf", pdf_standards=["a-2a"],
        timestamp=made_at.astimezone(UTC).replace(microsecond=0),  # it takes neither parts of seconds nor named zones
        sys_inputs={name: said},
    )  # fmt: skip
    return pdf


@lru_cache(maxsize=4096)
def _has_sign(character: str) -> bool:
    """Say whether one of the fonts has a character."""
    try:
        _compiler(_ALONE).compile(format="pdf", pdf_standards=["a-2a"], sys_inputs={"sign": character})
    except typst.TypstError:
        return False
    return True


@cache
def _compiler(template: Path) -> Any:
    """The compiler of this process, with the fonts that come with it, so that a page looks the same everywhere."""
    return typst.Compiler(str(template), ignore_system_fonts=True)
