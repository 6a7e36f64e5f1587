"""The organisations that the bylaws link to the cooperative, and the one whose dues are asked for."""

from __future__ import annotations

from services.commons.rulebook.reading import Rule
from services.commons.storage import Unit


def organisations(unit: Unit) -> Rule:
    """Return the linked organisations by their slugs, with the rule that names them."""
    rule = unit.rules.bylaws("linked_organisations", [])
    return Rule(rule.path, {one["slug"]: one for one in rule.value}, rule.article)


def asked_for(unit: Unit) -> str | None:
    """Return the organisation whose dues admissions or shifts ask for; the first that is linked if neither does.

    The register keeps one day for each person: until when these dues are paid.
    """
    named = (
        unit.rules.statutes("membership.admission.linked_organisation", None).value,
        unit.rules.bylaws("admission.linked_organisation", None).value,
        unit.rules.bylaws("shifts.requires_linked_organisation", None).value,
    )
    return next((one for one in (*named, *organisations(unit).value) if one is not None), None)
