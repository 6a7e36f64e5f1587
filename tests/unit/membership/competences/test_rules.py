"""Whether a decision was taken where it belongs."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from services.membership.competences.rules import EFFECT_SUBJECTS, Organ, judged, subject_of

SERVICES = Path(__file__).parents[4] / "services"
CALM = settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow])
LEVELS = ["strategic", "tactical", "operational"]
ORGANS = [
    Organ("assembly", "general_assembly", "General assembly", "strategic"), Organ("body", "committee", "C", "tactical"),
    Organ("group", "supply", "Supply", "operational"), Organ("group", "garden", "Garden", "operational"),
]  # fmt: skip


@CALM
@given(
    competences=st.dictionaries(st.sampled_from("abc"), st.sampled_from(LEVELS)), subject=st.sampled_from("abcd"),
    organ=st.sampled_from(ORGANS),
)
def test_a_decision_is_outside_exactly_when_its_subject_has_another_level(
    competences: dict[str, str], subject: str, organ: Organ
) -> None:
    """Outside, it belongs to every organ of the subject's level and to no other; unknown subjects belong to nobody."""
    found = judged(subject, organ, competences, ORGANS)
    assert found.level == competences.get(subject)
    assert found.outside == (subject in competences and competences[subject] != organ.level)
    assert set(found.organs) == ({one for one in ORGANS if one.level == found.level} if found.outside else set())


@pytest.mark.parametrize(("effect", "content", "subject"), [
    ("approve_accounts", {}, "accounts"), ("allocate_surplus", {}, "surplus"),
    ("amend_statutes", {"layer": "bylaws"}, "bylaws"), ("seat_mandates", {"body": "board"}, "election_of_board"),
    ("seat_mandates", {}, None), ("something_new", {}, None), (None, {}, None),
])  # fmt: skip
def test_an_effect_names_its_subject(effect: str | None, content: dict[str, str], subject: str | None) -> None:
    """What a resolution is about follows from its effect; one that nobody knows is about nothing yet."""
    assert subject_of(effect, content) == subject


def test_every_effect_of_the_suite_has_a_subject() -> None:
    """Whoever adds an effect says what it is about."""
    modules = [one.read_text() for one in SERVICES.rglob("*.py")]
    sources = "\n".join(one for one in modules if "carries_out(" in one)
    named = set(re.findall(r'effect="([a-z_]+)"', sources)) | set(re.findall(r'^EFFECT = "([a-z_]+)"', sources, re.M))
    assert named and named <= EFFECT_SUBJECTS.keys(), named - EFFECT_SUBJECTS.keys()
