"""Who the statutes admit: kinds, categories and colleges."""

from __future__ import annotations

from services.commons.storage import Unit

from .contract.refusals import KindNotAdmitted, UnknownCategory, UnknownCollege
from .rules import category_named


def check_category(unit: Unit, kind: str, category: str, college: str | None) -> None:
    """Refuse a kind, category or college that the statutes in force do not have."""
    admits = unit.rules.statutes("membership.admits")
    if kind not in admits.value:
        raise KindNotAdmitted(article=admits.article, kind=kind, admits=", ".join(admits.value))
    categories = unit.rules.statutes("membership.categories")
    if category_named(categories.value, category) is None:
        known = ", ".join(one["slug"] for one in categories.value)
        raise UnknownCategory(article=categories.article, category=category, categories=known)
    if college is not None:
        colleges = unit.rules.statutes("membership.colleges", [])
        if category_named(colleges.value, college) is None:
            known = ", ".join(one["slug"] for one in colleges.value) or "none"
            raise UnknownCollege(article=colleges.article, college=college, colleges=known)


def has_vote(unit: Unit, category: str) -> bool:
    """Say whether the statutes give members of this category a vote."""
    found = category_named(unit.rules.statutes("membership.categories").value, category)
    return found is not None and bool(found.get("votes", True))
