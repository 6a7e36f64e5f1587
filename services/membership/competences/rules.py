"""Whether a decision was taken at the level of its subject, and where it belongs; without a database or a clock."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

ASSEMBLY = "general_assembly"
# The general assembly decides on strategy, working groups on operations; bodies stand where the statutes put them.
ASSEMBLY_LEVEL, GROUP_LEVEL = "strategic", "operational"

# What the effect of a resolution is about, as a subject of the statutes' competences; ``{body}`` is the body elected.
EFFECT_SUBJECTS = {
    "approve_accounts": "accounts",
    "allocate_surplus": "surplus",
    "cover_losses": "surplus",
    "reduce_capital": "capital",
    "amend_statutes": "{layer}",
    "seat_mandates": "election_of_{body}",
    "admit_member": "admission",
    "exclude_member": "exclusion",
    "grant_request": "requests",
    "refuse_request": "requests",
    "adhere_to_federation": "adhesion",
}


@dataclass(frozen=True, slots=True)
class Organ:
    """Who decides: the ``assembly``, a ``body`` or a working ``group``, and its level."""

    kind: str
    slug: str
    name: str
    level: str | None


@dataclass(frozen=True, slots=True)
class Judgement:
    """The level of a subject (None when nobody was given it), and where a decision taken elsewhere belongs."""

    level: str | None
    outside: bool
    organs: tuple[Organ, ...] = ()


def judged(subject: str | None, taken_by: Organ, competences: Mapping[str, str], organs: Sequence[Organ]) -> Judgement:
    """Compare the level of the organ that decided with that of the subject.

    A subject that the statutes give to no level belongs to none: nothing can be outside of it.
    """
    level = competences.get(subject) if subject is not None else None
    if level is None or level == taken_by.level:
        return Judgement(level, outside=False)
    return Judgement(level, outside=True, organs=tuple(one for one in organs if one.level == level))


def subject_of(effect: str | None, content: Mapping[str, object]) -> str | None:
    """Return the subject of a resolution by its effect and what is known of its proposal; None without either."""
    form = EFFECT_SUBJECTS.get(effect) if effect is not None else None
    if form is None:
        return None
    try:
        return form.format_map(dict(content))
    except KeyError:
        return None
