"""Who stands where on a day: the facts of many pathways in a handful of statements, and what follows from them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import Select, or_, select

from services.commons.refusals import StatutesSilent
from services.commons.rulebook.reading import Rule
from services.commons.storage import Unit
from services.membership.activities.as_of import establishment_on, owning_on, state_on
from services.membership.activities.rules import CLOSED
from services.membership.activities.tables import Activity, ActivityOwner
from services.membership.engagements.rules import last_day
from services.membership.engagements.tables import Engagement
from services.membership.engagements.terms import Limits, limits_of, renewals_known, said_on
from services.membership.register.as_of import are_members
from services.membership.register.tables import Party

from .rules import (
    ADMISSION,
    INTERVIEW,
    Contract,
    Deadline,
    Stage,
    associate_by,
    employed_since,
    fits,
    interview_year,
    interviews_missing,
    nearest,
    next_stage,
    stage_named,
    stages_of,
    support_days,
)
from .tables import Pathway, PathwayAppointment, PathwayCondition, PathwayStage, PathwayTutor


@dataclass(frozen=True, slots=True)
class Written:
    """What law, statutes and bylaws of a day say of the pathway."""

    stages: list[Stage]
    article: str
    interviews: Rule
    associate_months: Rule | None
    limits: dict[str, Limits]
    warnings: list[int]


@dataclass(slots=True)
class Standing:
    """Where somebody stands on a day, with everything that the board shows."""

    pathway: Any
    day: date
    stage: Stage
    following: Stage | None
    contracts: list[Contract] = field(default_factory=list)
    establishments: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    deadlines: list[Deadline] = field(default_factory=list)
    held: int = 0
    owed: int = 0
    missed: int = 0
    # Whether somebody at this stage should have a tutor.
    accompanied: bool = True

    @property
    def contract(self) -> Contract | None:
        """The contract that runs on the day."""
        return next((one for one in self.contracts if one.runs_on(self.day)), None)

    @property
    def tutor_missing(self) -> bool:
        """Whether nobody accompanies somebody who is not admitted yet: a tutor is for those who are on their way."""
        return self.pathway.tutor_id is None and self.accompanied

    @property
    def contract_missing(self) -> bool:
        """Whether the stage rests on a contract and none that fits runs."""
        asked, running = self.stage.contract, self.contract
        return asked is not None and (running is None or not fits(running.form, asked))


def written_on(unit: Unit, day: date) -> Written:
    """Read what is in force; statutes that know no pathway are refused as silent."""
    rules = unit.rules_on(day)
    stages = rules.statutes("membership.stages")
    if not stages.value:
        raise StatutesSilent(layer="statutes", path="membership.stages", article=stages.article)
    by_law = rules.law("pathway.associate_within_months")
    own = [Rule("membership.stages.within_months", one["within_months"], stages.article)
           for one in stages.value if one.get("within_months")]  # fmt: skip
    months = min([by_law, *own], key=lambda rule: int(rule.value)) if own else None
    forms = {one["contract"] for one in stages.value if one.get("contract")} | {"CAPE"}
    return Written(
        stages_of(stages.value), stages.article, rules.statutes("membership.interviews_per_year", 0), months,
        {form: limits_of(unit, form) for form in forms},
        [int(one) for one in rules.bylaws("pathway.warning_days", [90, 30]).value],
    )  # fmt: skip


def running_on(day: date) -> Select[Any]:
    """Return the statement that reads the pathways of a day with stage, tutor and name; one row each."""
    tutored = (PathwayTutor.pathway_id == Pathway.id) & _covers(PathwayTutor, day)
    staged = (PathwayStage.pathway_id == Pathway.id) & _covers(PathwayStage, day)
    columns: list[Any] = [
        Pathway.id, Pathway.person_id, Pathway.entered_on, Pathway.left_on, Pathway.left_reason, PathwayStage.stage,
        PathwayStage.since, PathwayTutor.tutor_id, Party.first_name, Party.last_name,
    ]  # fmt: skip
    return (
        select(*columns)
        .join(PathwayStage, staged)
        .join(Party, Party.id == Pathway.person_id)
        .outerjoin(PathwayTutor, tutored)
    )


def filtered(
    statement: Select[Any], day: date, *, tutor_id: str | None = None, establishment: str | None = None,
    stage: str | None = None, person_id: str | None = None,
) -> Select[Any]:  # fmt: skip
    """Narrow the statement to the people who are on the pathway on the day, and to those asked for."""
    found = statement.where(or_(Pathway.left_on.is_(None), Pathway.left_on >= day))
    if tutor_id is not None:
        found = found.where(PathwayTutor.tutor_id == tutor_id)
    if stage is not None:
        found = found.where(PathwayStage.stage == stage)
    if person_id is not None:
        found = found.where(Pathway.person_id == person_id)
    if establishment is not None:
        there = (
            select(ActivityOwner.party_id).join(Activity, Activity.id == ActivityOwner.activity_id)
            .where(owning_on(day), establishment_on(day) == establishment, state_on(day) != CLOSED)
        )  # fmt: skip
        found = found.where(Pathway.person_id.in_(there))
    return found


def _covers(table: Any, day: date) -> Any:
    return (table.since <= day) & or_(table.until.is_(None), table.until >= day)


def standings(unit: Unit, rows: Sequence[Any], day: date) -> list[Standing]:
    """Return where people stand, in the order of the rows; eight statements, however many they are."""
    written = written_on(unit, day)
    people, ids = [row.person_id for row in rows], [row.id for row in rows]
    contracts, places = contracts_of(unit, people, day, written.limits), _places(unit, people, day)
    members = set(are_members(unit.session, people, day))
    met, interviews = _conditions(unit, ids, day), _interviews(unit, ids, day)
    first = _first_contract(unit, ids, written)
    admitted_at = min((one.place for one in written.stages if ADMISSION in one.conditions), default=len(written.stages))
    found = []
    for row in rows:
        stage = stage_named(written.stages, row.stage) or Stage(-1, row.stage, row.stage)
        one = Standing(row, day, stage, next_stage(written.stages, row.stage), contracts[row.person_id],
                       places[row.person_id])  # fmt: skip
        one.accompanied = stage.place < admitted_at
        has = met[row.id] | ({ADMISSION} if row.person_id in members else set())
        one.missing = [name for name in (one.following.conditions if one.following else ()) if name not in has]
        _count_interviews(one, written, first.get(row.id), interviews[row.id])
        one.deadlines = sorted(_deadlines(one, written, first.get(row.id)), key=lambda each: each.due_on)
        found.append(one)
    return found


def contracts_of(
    unit: Unit, people: Collection[str], day: date, limits: dict[str, Limits]
) -> dict[str, list[Contract]]:
    """Return the contracts of each person that began by a day, as they stood on it.

    A renewal counts from the day on which it was recorded: it takes effect after the term that it puts off.
    """
    found: dict[str, list[Contract]] = {person: [] for person in people}
    rows = list(unit.session.scalars(
        select(Engagement).where(Engagement.person_id.in_(people), Engagement.started_on <= day)
        .order_by(Engagement.started_on)
    ))  # fmt: skip
    renewed = renewals_known(unit, [row.id for row in rows], day)
    for row in said_on(unit, rows, day):
        bounds, latest = limits.get(row["form"], Limits(None, None)), None
        renewals, term = renewed.get(row["id"], (0, row["term_on"]))
        if bounds.months is not None:
            term = term or last_day(row["started_on"], int(bounds.months.value))
            latest = None if bounds.months_in_all is None else last_day(row["started_on"], bounds.months_in_all)
        found[row["person_id"]].append(
            Contract(row["id"], row["kind"], row["form"], row["started_on"], row["ended_on"], term, latest, renewals)
        )
    return found


def _places(unit: Unit, people: Collection[str], day: date) -> dict[str, list[str]]:
    found: dict[str, set[str]] = {person: set() for person in people}
    house = establishment_on(day)
    rows = unit.session.execute(
        select(ActivityOwner.party_id, house).join(Activity, Activity.id == ActivityOwner.activity_id)
        .where(ActivityOwner.party_id.in_(people), owning_on(day), state_on(day) != CLOSED)
    )  # fmt: skip
    for person, establishment in rows:
        found[person].add(establishment)
    return {person: sorted(codes) for person, codes in found.items()}


def _conditions(unit: Unit, ids: Collection[str], day: date) -> dict[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    table = PathwayCondition
    rows = unit.session.execute(
        select(table.pathway_id, table.condition).where(
            table.pathway_id.in_(ids), table.met_on <= day, or_(table.withdrawn_on.is_(None), table.withdrawn_on > day)
        )
    )
    for pathway_id, condition in rows:
        found[pathway_id].add(condition)
    return found


def _interviews(unit: Unit, ids: Collection[str], day: date) -> dict[str, list[date]]:
    found: dict[str, list[date]] = defaultdict(list)
    table = PathwayAppointment
    rows = unit.session.execute(
        select(table.pathway_id, table.on).where(
            table.pathway_id.in_(ids), table.kind == INTERVIEW, table.state == "kept", table.on <= day
        )
    )
    for pathway_id, on in rows:
        found[pathway_id].append(on)
    return found


def _first_contract(unit: Unit, ids: Collection[str], written: Written) -> dict[str, date]:
    """Return the day on which each pathway first reached a stage that rests on a contract."""
    engaged = [one.slug for one in written.stages if one.contract]
    rows = unit.session.execute(
        select(PathwayStage.pathway_id, PathwayStage.since)
        .where(PathwayStage.pathway_id.in_(ids), PathwayStage.stage.in_(engaged)).order_by(PathwayStage.since.desc())
    )  # fmt: skip
    return {row[0]: row[1] for row in rows}


def _count_interviews(one: Standing, written: Written, first: date | None, held: list[date]) -> None:
    """Interviews are owed under a contract, so many in each year since the first one began."""
    if first is None or first > one.day or one.stage.contract is None:
        return
    one.owed = int(written.interviews.value)
    one.held, one.missed = interviews_missing(first, one.day, one.owed, held)


def _deadlines(one: Standing, written: Written, first: date | None) -> Iterable[Deadline]:
    running = one.contract
    if running is not None and running.term_on is not None:
        bounds = written.limits.get(running.form, Limits(None, None))
        article = bounds.months.article if bounds.months else written.article
        yield Deadline("contract_term", running.term_on, article)
        if running.latest is not None and bounds.renewals is not None:
            yield Deadline("support_limit", running.latest, bounds.renewals.article)
    months = written.associate_months
    goal = next((stage for stage in written.stages if stage.within_months), None)
    employed = running is not None and running.kind == "employment"
    if running is not None and employed and months is not None and goal is not None and one.stage.place < goal.place:
        since = employed_since(one.contracts, running)
        spent = support_days(one.contracts, since)
        yield Deadline("associate", associate_by(since, spent, int(months.value)), months.article)
    if first is not None and one.held < one.owed:
        yield Deadline("interviews", interview_year(first, one.day)[1], written.interviews.article)


def shown(one: Standing) -> dict[str, Any]:
    """Return a standing as the board shows it."""
    row, running, deadline = one.pathway, one.contract, nearest(one.deadlines)
    return {
        "pathway_id": row.id, "person_id": row.person_id, "first_name": row.first_name, "last_name": row.last_name,
        "entered_on": row.entered_on, "stage": row.stage, "since": row.since, "tutor_id": row.tutor_id,
        "establishments": one.establishments, "contract_missing": one.contract_missing,
        "tutor_missing": one.tutor_missing,
        "contract": None if running is None else {
            "engagement_id": running.id, "form": running.form, "started_on": running.started_on,
            "term_on": running.term_on, "renewals": running.renewals,
        },
        "next_deadline": None if deadline is None else deadline_shown(deadline, one.day),
        "interviews_held": one.held, "interviews_owed": one.owed, "interviews_missed": one.missed,
        "next_stage": one.following.slug if one.following else None, "missing_conditions": one.missing,
    }  # fmt: skip


def deadline_shown(deadline: Deadline, day: date) -> dict[str, Any]:
    """Return a deadline as it is shown on a day."""
    return {"kind": deadline.kind, "due_on": deadline.due_on, "days_left": (deadline.due_on - day).days,
            "article": deadline.article}  # fmt: skip


def conditions_missing(unit: Unit, pathway: Pathway, stages: Iterable[Stage], day: date) -> list[str]:
    """Return which conditions of stages nobody has confirmed by a day, each once, in their order."""
    has = _conditions(unit, [pathway.id], day)[pathway.id]
    if are_members(unit.session, [pathway.person_id], day):
        has = has | {ADMISSION}
    asked = dict.fromkeys(name for stage in stages for name in stage.conditions)
    return [name for name in asked if name not in has]
