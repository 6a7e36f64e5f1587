"""What statutes may say of the ways to hold an assembly: sections, bureau, ways to take part."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from deploy.cooperatives import load_cooperative, load_law
from services.membership.statutes.review import findings_in
from services.membership.statutes.rules import law_on

ALPAR = load_cooperative("alpar")
LAW = law_on(load_law(), "2026-03-02")
SECTIONS = {"by": "postal_area", "delegates": {"one_per": 20, "at_least": 1}}


def found_with(key: str, value: Any) -> list[str]:
    """Return the paths that are wrong when the statutes say this of their assemblies."""
    document = copy.deepcopy(ALPAR.statutes)
    document["assemblies"][key] = value
    return [one.path for one in findings_in("statutes", document, ALPAR.bylaws, LAW)]


@pytest.mark.parametrize(("key", "value"), [
    ("sections", SECTIONS), ("bureau", {"required": True}), ("modes", ["in_room", "remote", "postal", "paper"]),
])  # fmt: skip
def test_the_keys_that_assemblies_are_held_by_are_known(key: str, value: Any) -> None:
    """Statutes with them are taken as they are."""
    assert found_with(key, value) == []


@pytest.mark.parametrize(("key", "value", "path"), [
    ("sections", {**SECTIONS, "by": "age"}, "assemblies.sections.by"),
    ("sections", {"by": "college"}, "assemblies.sections.delegates"),
    ("sections", {"by": "college", "delegates": {"one_per": 0, "at_least": 1}},
     "assemblies.sections.delegates.one_per"),
    ("bureau", {"required": "yes"}, "assemblies.bureau.required"),
    ("modes", ["by_phone"], "assemblies.modes.0"),
])  # fmt: skip
def test_what_cannot_be_meant_is_found(key: str, value: Any, path: str) -> None:
    """Each wrong value is named by its path."""
    assert found_with(key, value) == [path]
