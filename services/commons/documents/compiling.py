"""Compiles what was said into PDF by a template: tagged, archivable (PDF/A-2a, ISO 19005-2), charts as vectors."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import typst


def compiled(template: Path, name: str, content: dict[str, Any], made_at: datetime) -> bytes:
    """Return the PDF; the same content, which the template reads as ``name``, is at one moment the same to the byte."""
    pdf: bytes = _compiler(template).compile(
        format="pdf", pdf_standards=["a-2a"],
        timestamp=made_at.astimezone(UTC).replace(microsecond=0),  # it takes neither parts of seconds nor named zones
        sys_inputs={name: json.dumps(content, ensure_ascii=False)},
    )  # fmt: skip
    return pdf


@cache
def _compiler(template: Path) -> Any:
    """The compiler of this process, with the fonts that come with it, so that a page looks the same everywhere."""
    return typst.Compiler(str(template), ignore_system_fonts=True)
