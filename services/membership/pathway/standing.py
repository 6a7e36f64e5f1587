"""Who stands where on a day: the facts of many pathways in a handful of statements, and what follows from them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import select

from services.commons.storage import Unit
from services.membership.activities.as_of import establishment_on, owning_on, state_on
from services.membership.activities.rules import CLOSED
from services.membership.activities.tables import Activity, ActivityOwner
from services.membership.register.as_of import are_members

from .contracts import contracts_of
from .deadlines import ENDING, deadline_shown, of_association, of_contract, of_interviews, postponed
from .met import conditions_confirmed
from .rules import (
    ADMISSION,
    INTERVIEW,
    Contract,
    Deadline,
    Stage,
    fits,
    interviews_missing,
    nearest,
    next_stage,
    stage_named,
)
from .tables import PathwayAppointment, PathwayStage
from .written import Written, written_on


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

    @property
    def lapsed(self) -> Deadline | None:
        """The day with which the running contract ended, by law or its own term, though nobody recorded its end."""
        return nearest(one for one in self.deadlines if one.kind in ENDING and one.due_on < self.day)


def standings(unit: Unit, rows: Sequence[Any], day: date) -> list[Standing]:
    """Return where people stand, in the order of the rows; nine statements, however many they are."""
    written = written_on(unit, day)
    people, ids = [row.person_id for row in rows], [row.id for row in rows]
    contracts, places = contracts_of(unit, people, day, written.limits), _places(unit, people, day)
    members = set(are_members(unit.session, people, day))
    met, interviews = conditions_confirmed(unit, ids, day), _interviews(unit, ids, day)
    first, put_off = _first_contract(unit, ids, written), postponed(unit, ids, day)
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
        due = [*of_contract(one.contract, written),
               *of_association(stage, one.contracts, one.contract, written, put_off.get(row.id)),
               *of_interviews(first.get(row.id), one.held, one.owed, day, written)]  # fmt: skip
        one.deadlines = sorted(due, key=lambda each: each.due_on)
        found.append(one)
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


def shown(one: Standing) -> dict[str, Any]:
    """Return a standing as the board shows it."""
    row, running, deadline, lapsed = one.pathway, one.contract, nearest(one.deadlines), one.lapsed
    return {
        "pathway_id": row.id, "person_id": row.person_id, "first_name": row.first_name, "last_name": row.last_name,
        "entered_on": row.entered_on, "stage": row.stage, "since": row.since, "tutor_id": row.tutor_id,
        "establishments": one.establishments, "contract_missing": one.contract_missing,
        "tutor_missing": one.tutor_missing,
        "contract": None if running is None else contract_shown(running),
        "contract_lapsed": None if lapsed is None else deadline_shown(lapsed, one.day),
        "next_deadline": None if deadline is None else deadline_shown(deadline, one.day),
        "interviews_held": one.held, "interviews_owed": one.owed, "interviews_missed": one.missed,
        "next_stage": one.following.slug if one.following else None, "missing_conditions": one.missing,
    }  # fmt: skip


def contract_shown(contract: Contract) -> dict[str, Any]:
    """Return a contract as it is shown on a pathway."""
    return {
        "engagement_id": contract.id, "form": contract.form, "started_on": contract.started_on,
        "ended_on": contract.ended_on, "term_on": contract.term_on, "renewals": contract.renewals,
        "weekly_minutes": contract.weekly_minutes,
    }  # fmt: skip
