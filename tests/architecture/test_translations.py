"""Every text of a document is there in French, and says the same values."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from services.commons.documents.said import SERVICES_FOLDER, catalogue


def texts() -> Iterator[tuple[str, Path]]:
    """List what is said in documents, and the module that says it."""
    for module in sorted(SERVICES_FOLDER.rglob("*.py")):
        tree = ast.parse(module.read_text())
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("said", "Said"):
                first = node.args[0]
                if isinstance(first, ast.Constant) and isinstance(first.value, str):
                    yield first.value, module


SAID = dict(texts())


@pytest.mark.parametrize("text", sorted(SAID), ids=lambda text: text[:40])
def test_what_a_document_says_is_translated(text: str) -> None:
    """Each text has its French, with the same values in braces."""
    french = catalogue("fr").get(text)
    assert french, f"{SAID[text]} says {text!r}, which no locale/*.fr.po translates"
    assert set(re.findall(r"{\w+}", french)) == set(re.findall(r"{\w+}", text)), french
