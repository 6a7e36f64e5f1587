"""What each kind of support case goes through: steps in their order, as data; bylaws may put another list in place.

Pure. The steps are those of practice; where the law makes one of them a duty, its source stands beside it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

KINDS = ("creation", "transfer", "conversion", "revision")


@dataclass(frozen=True, slots=True)
class Step:
    """One step: what is done, the documents that it rests on, and how many days after the opening it is due."""

    slug: str
    name: str
    days: int
    documents: tuple[str, ...] = ()
    # The text that makes the step a duty, where there is one.
    source: str | None = None


_STATUTES = Step("statutes", "Draft the statutes as a cooperative", 120, ("statutes",))
_FINANCING = Step("financing", "Settle the financing", 150, ("financing_plan",))
_REGISTRATION = Step("registration", "Register the cooperative", 200, ("registration_extract",))

CHECKLISTS: Mapping[str, tuple[Step, ...]] = {
    "creation": (
        Step("first_meeting", "Meet the people and hear their project", 15),
        Step("feasibility", "Study whether it can live", 60, ("business_plan",)),
        Step("team", "Agree on who is a founder, and on what terms", 90),
        _STATUTES, _FINANCING,
        Step("founding_assembly", "Hold the founding assembly", 180, ("minutes",)),
        _REGISTRATION,
        Step("accompaniment", "Accompany the first year", 560),
    ),
    "transfer": (
        Step("first_meeting", "Meet the owner and the workers, each on their own", 15),
        Step("information", "Inform the workers that they may make an offer", 30, ("proof_of_information",),
             "Commercial Code, articles L141-23 and L141-28"),
        Step("valuation", "Value the business", 75, ("accounts", "valuation")),
        Step("team", "Gather the workers who take it over", 90),
        Step("offer", "Make the offer, and sign an agreement", 120, ("agreement",)),
        _STATUTES, _FINANCING,
        Step("founding_assembly", "Hold the founding assembly", 180, ("minutes",)),
        _REGISTRATION,
    ),
    "conversion": (
        Step("first_meeting", "Meet those who lead and those who work", 15),
        Step("diagnosis", "Look at accounts, contracts and debts", 60, ("accounts",)),
        Step("members", "Say who is a member of what category, and who leaves", 90),
        _STATUTES,
        Step("decision", "Have the assembly of the present form decide", 150, ("minutes",),
             "Law 47-1775, articles 25 and 28 bis; law 78-763, articles 48 to 52"),
        _FINANCING, _REGISTRATION,
    ),
    "revision": (
        Step("reviser", "Have the assembly name an approved reviser", 30, ("minutes",), "Law 47-1775, article 25-1"),
        Step("documents", "Gather accounts, statutes and minutes of five years", 60, ("accounts", "minutes")),
        Step("interviews", "Hear members, leaders and employees", 90),
        Step("report", "Write the report", 120, ("report",), "Law 47-1775, article 25-3"),
        Step("assembly", "Put the report before the assembly", 365, ("minutes",), "Law 47-1775, article 25-3"),
    ),
}  # fmt: skip
# A cooperative is revised every five years (law 47-1775, article 25-1).
REVISION_YEARS = 5


def steps_of(kind: str, own: Sequence[Mapping[str, Any]]) -> tuple[Step, ...]:
    """Return the steps of a kind of case: the bylaws' own list when they have one, else the usual one."""
    for checklist in own:
        if checklist["kind"] == kind:
            return tuple(
                Step(one["slug"], one["name"], int(one["days"]), tuple(one.get("documents", ())))
                for one in checklist["steps"]
            )
    return CHECKLISTS[kind]


def due_on(step: Step, opened_on: date) -> date:
    """Return the day by which a step should be done."""
    return opened_on + timedelta(days=step.days)


def next_revision(completed_on: date) -> date:
    """Return by when the next revision is due: five years later, the last day of February for a 29th."""
    try:
        return completed_on.replace(year=completed_on.year + REVISION_YEARS)
    except ValueError:
        return completed_on.replace(year=completed_on.year + REVISION_YEARS, day=28)
