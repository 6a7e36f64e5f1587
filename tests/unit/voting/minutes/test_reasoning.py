"""Every step by which a verdict is reached can be said in French."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import services.voting.tally
from services.commons.documents.wording import worded
from services.voting.minutes.reasoning import _SAID, statement

TALLY = Path(services.voting.tally.__path__[0])


def kinds() -> set[str]:
    """List the kinds of steps that the tally's rules make."""
    found = set()
    for module in TALLY.rglob("*.py"):
        for node in ast.walk(ast.parse(module.read_text())):
            named = isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Step"
            if named and isinstance(node.args[0], ast.Constant):  # type: ignore[attr-defined]
                found.add(str(node.args[0].value))  # type: ignore[attr-defined]
    return found


def test_every_kind_of_step_has_its_sentence() -> None:
    """A kind that the rules make and the minutes do not know would stand there in English."""
    assert kinds() and kinds() <= set(_SAID)


@pytest.mark.parametrize(
    ("step", "french"),
    [
        ({"kind": "majority", "numbers": {"base": 8, "required": 5, "for": 6}, "shares": {"fraction": "1/2"},
          "words": {"base": "expressed", "side": "more_than", "outcome": "adopted"}},
         "L’adoption requiert plus de la moitié des suffrages exprimés, soit 5 sur 8 ; 6 pour : résolution adoptée."),
        ({"kind": "majority", "numbers": {"base": 8, "required": 6, "for": 5}, "shares": {"fraction": "2/3"},
          "words": {"base": "present", "side": "at_least", "outcome": "rejected"}},
         "L’adoption requiert au moins 2/3 des voix présentes ou représentées, soit 6 sur 8 ; 5 pour : résolution "
         "rejetée."),
        ({"kind": "objections", "numbers": {"objections": 0}}, "Aucune objection."),
        ({"kind": "unheard_of", "statement": "Something new.", "numbers": {}}, "Something new."),
    ],
)  # fmt: skip
def test_a_step_is_said_with_its_numbers(step: dict[str, object], french: str) -> None:
    """The base among the numbers and the base by name are kept apart; an unknown kind stays as it is."""
    assert worded(statement(step), "fr").replace("\u00a0", " ") == french
