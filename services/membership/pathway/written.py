"""What law, statutes and bylaws of a day say of the pathway."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from services.commons.refusals import StatutesSilent
from services.commons.rulebook.reading import Rule, Rules
from services.commons.storage import Unit
from services.membership.engagements.terms import Limits, limits_of

from .rules import Stage, stages_of

_WITHIN = "pathway.associate_within_months"


@dataclass(frozen=True, slots=True)
class Written:
    """The stages, the interviews owed, the months to become an associate, the limits of contracts, the warnings."""

    stages: list[Stage]
    article: str
    interviews: Rule
    associate_months: Rule | None
    limits: dict[str, Limits]
    warnings: list[int]

    @property
    def goal(self) -> Stage | None:
        """The stage that has to be reached within some months of the contract of employment."""
        return next((one for one in self.stages if one.within_months), None)


def written_on(unit: Unit, day: date) -> Written:
    """Read what is in force; statutes that know no pathway are refused as silent."""
    rules = unit.rules_on(day)
    stages = rules.statutes("membership.stages")
    if not stages.value:
        raise StatutesSilent(layer="statutes", path="membership.stages", article=stages.article)
    own = [Rule("membership.stages.within_months", one["within_months"], stages.article)
           for one in stages.value if one.get("within_months")]  # fmt: skip
    months = min([*_by_law(rules), *own], key=lambda rule: int(rule.value)) if own else None
    forms = {one["contract"] for one in stages.value if one.get("contract")} | {"CAPE"}
    return Written(
        stages_of(stages.value), stages.article, rules.statutes("membership.interviews_per_year", 0), months,
        {form: limits_of(unit, form) for form in forms},
        [int(one) for one in rules.bylaws("pathway.warning_days", [90, 30]).value],
    )  # fmt: skip


def _by_law(rules: Rules) -> list[Rule]:
    """Return what the law of the day says of becoming an associate; before 2014 it said nothing."""
    try:
        return [rules.law(_WITHIN)]
    except StatutesSilent:
        return []
