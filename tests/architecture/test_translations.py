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


def sentences() -> Iterator[tuple[str, Path]]:
    """List what is told of a member's life, and the module that tells it: every text that ends like a sentence."""
    modules = [*SERVICES_FOLDER.glob("membership/*/telling.py"), *SERVICES_FOLDER.glob("membership/*/timeline.py")]
    for module in sorted(modules):
        tree = ast.parse(module.read_text())
        said_of_code = {
            id(node.body[0].value) for node in ast.walk(tree)
            if isinstance(node, ast.Module | ast.FunctionDef | ast.ClassDef) and isinstance(node.body[0], ast.Expr)
        }  # fmt: skip
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in said_of_code:
                if node.value.endswith(".") and " " in node.value:
                    yield node.value, module


LIVES = dict(sentences())


@pytest.mark.parametrize("text", sorted(LIVES), ids=lambda text: text[:40])
def test_what_is_told_of_a_life_is_translated(text: str) -> None:
    """Each sentence of a timeline has its French, with the same values in braces."""
    french = catalogue("fr").get(text)
    assert french, f"{LIVES[text]} tells {text!r}, which no locale/*.fr.po translates"
    assert set(re.findall(r"{\w+}", french)) == set(re.findall(r"{\w+}", text)), french
