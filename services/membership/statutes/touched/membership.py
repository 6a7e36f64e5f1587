"""Memberships whose category, college or kind would be another thing, or nothing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Select, select

from services.commons.storage import Unit
from services.membership.pathway.tables import Pathway, PathwayStage
from services.membership.register.as_of import covering
from services.membership.register.tables import Membership, Party

from ..touching import Concerned, Proposed, touches


@touches("membership.categories")
def members_whose_vote_changes(unit: Unit, proposed: Proposed) -> Iterator[Concerned]:
    """Members of a category that would be no more, or get or lose the vote."""
    before, after = _by_slug(proposed, "membership.categories")
    for slug, one in before.items():
        if slug not in after:
            said = f"members belong to the category {slug}, which would be no more"
        elif bool(one["votes"]) != bool(after[slug]["votes"]):
            said = f"members of the category {slug} would {'get' if after[slug]['votes'] else 'lose'} the vote"
        else:
            continue
        yield Concerned("membership.categories", said, "members", _members(proposed).where(Membership.category == slug))


@touches("membership.colleges")
def members_of_colleges(unit: Unit, proposed: Proposed) -> Iterator[Concerned]:
    """Members of a college that would be no more, or weigh another part."""
    before, after = _by_slug(proposed, "membership.colleges")
    for slug, one in before.items():
        if slug not in after:
            said = f"members belong to the college {slug}, which would be no more"
        elif one["weight"] != after[slug]["weight"]:
            said = f"members of the college {slug} would weigh {after[slug]['weight']} instead of {one['weight']}"
        else:
            continue
        yield Concerned("membership.colleges", said, "members", _members(proposed).where(Membership.college == slug))


@touches("membership.admits")
def members_of_a_kind_no_longer_admitted(unit: Unit, proposed: Proposed) -> Iterator[Concerned]:
    """Members of a kind that would not be admitted any more; they stay members."""
    for kind in set(proposed.was("membership.admits", [])) - set(proposed.would_be("membership.admits", [])):
        ids = _members(proposed).join(Party, Party.id == Membership.member_id).where(Party.kind == kind)
        yield Concerned("membership.admits", f"members are of the kind {kind}, admitted no more", "members", ids)


@touches("membership.withdrawal")
def members_who_are_leaving(unit: Unit, proposed: Proposed) -> Iterator[Concerned]:
    """Members whose departure is known; what was noticed before the change follows the text of its day."""
    ids = _members(proposed).where(Membership.ends_on.is_not(None))
    yield Concerned("membership.withdrawal", "members are leaving already", "members", ids)


@touches("membership.stages")
def persons_at_a_stage(unit: Unit, proposed: Proposed) -> Iterator[Concerned]:
    """Persons at a stage of the pathway that would be no more, or have other terms."""
    before, after = _by_slug(proposed, "membership.stages")
    for slug, one in before.items():
        if one == after.get(slug):
            continue
        said = f"persons are at the stage {slug}, which would {'change' if slug in after else 'be no more'}"
        ids = (
            select(Pathway.person_id).join(PathwayStage, PathwayStage.pathway_id == Pathway.id)
            .where(Pathway.left_on.is_(None), PathwayStage.until.is_(None), PathwayStage.stage == slug)
        )  # fmt: skip
        yield Concerned("membership.stages", said, "persons", ids)


@touches("dues", layer="bylaws")
def members_who_owe_dues(unit: Unit, proposed: Proposed) -> Iterator[Concerned]:
    """Members of a category whose dues would be others."""
    before, after = proposed.was("dues", []), proposed.would_be("dues", [])
    for category in sorted({one["category"] for one in [*before, *after]}):
        own = [[one for one in dues if one["category"] == category] for dues in (before, after)]
        if own[0] != own[1]:
            ids = _members(proposed).where(Membership.category == category)
            yield Concerned("dues", f"members of the category {category} would owe other dues", "members", ids)


def _by_slug(proposed: Proposed, path: str) -> tuple[dict[str, Any], dict[str, Any]]:
    before, after = ({one["slug"]: one for one in read(path, [])} for read in (proposed.was, proposed.would_be))
    return before, after


def _members(proposed: Proposed) -> Select[Any]:
    return select(Membership.member_id).where(covering(proposed.on))
