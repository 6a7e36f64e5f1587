"""Pathways from a sheet, as they stand: by person, so that the same sheet sent twice changes nothing.

A sheet tells what is: the conditions of a stage that was reached long ago are not asked for, those of the next are.
One that is sent again undoes nothing that was decided since: a tutor who was succeeded is named anew only from a day
that the line says (``tutor_since``), later than the one on which the present tutor began.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import insert, or_, select

from services.commons.bindings import answers
from services.commons.ids import new_id
from services.commons.jobs import Verdict
from services.commons.refusals import Invalid
from services.commons.rulebook.founding import check_not_before_founding
from services.commons.sheets.cells.days import day_of
from services.commons.storage import Unit
from services.membership.engagements.actions.amendments import renew_all
from services.membership.engagements.contract import UnknownExternalId
from services.membership.engagements.people import belongs_until, persons_known_as
from services.membership.engagements.tables import Engagement
from services.membership.register import parties
from services.membership.register.as_of import are_members
from services.membership.register.days import check_not_in_the_future

from .. import contract
from ..contract.events import stage_reached
from ..contract.refusals import CannotTutor, StageOutOfOrder, UnknownStage
from ..reaching import present_stage, reach
from ..rules import INTERVIEW, stage_named
from ..sheets import read_pathways
from ..tables import Pathway, PathwayAppointment, PathwayStage, PathwayTutor
from ..tutors import LEFT_COOPERATIVE, SUCCEEDED, succeed
from ..written import Written, written_on


def import_pathways(unit: Unit, rows: Sequence[dict[str, Any]], dry_run: bool) -> list[Verdict]:
    """Take in many pathways; those of people who follow none yet are entered together."""
    written = written_on(unit, unit.today)
    for row in rows:
        _check(unit, written, row)
    people, tutors = _people(unit, rows), _tutors(unit, rows)
    parties.lock_all(unit, people.values())
    known = select(Pathway).where(Pathway.person_id.in_(people.values()), Pathway.left_on.is_(None))
    held = {pathway.person_id: pathway for pathway in unit.session.scalars(known)}
    fresh = [row for row in rows if people[row["external_id"]] not in held]
    entered = _enter(unit, fresh, people, tutors)
    renewed = renew_all(
        unit, {people[row["external_id"]]: _days(row, "renewed_until") for row in rows if row.get("renewed_until")}
    )
    pathways = entered | {person_id: pathway.id for person_id, pathway in held.items()}
    interviewed = _interviewed(unit, rows, people, pathways, tutors)
    verdicts = []
    for row in rows:
        person_id = people[row["external_id"]]
        if person_id in entered:
            verdicts.append(Verdict("created", entered[person_id]))
            continue
        changed = _brought_up_to_date(unit, written, held[person_id], row, tutors)
        new = changed or person_id in renewed | interviewed
        verdicts.append(Verdict("updated" if new else "skipped", held[person_id].id))
    return verdicts


@answers(contract.import_pathways, items=read_pathways, chunk=200, together=import_pathways)
def import_pathway(unit: Unit, row: dict[str, Any], dry_run: bool) -> Verdict:
    """Take in one pathway."""
    return import_pathways(unit, [row], dry_run)[0]


def _check(unit: Unit, written: Written, row: Mapping[str, Any]) -> None:
    if stage_named(written.stages, row["stage"]) is None or row["stage"] == "left":
        known = ", ".join(one.slug for one in written.stages if one.slug != "left")
        raise UnknownStage(article=written.article, stage=row["stage"], stages=known)
    check_not_before_founding(unit, row["entered_on"])
    for day in (row["since"], row.get("tutor_since")):
        check_not_in_the_future(unit, day or unit.today)
    if row["since"] < row["entered_on"]:
        raise StageOutOfOrder(article=written.article, stage=row["stage"], given=row["since"],
                              present=written.stages[0].slug, since=row["entered_on"])  # fmt: skip


def _people(unit: Unit, rows: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """Return who has these external ids; who is new is entered, if the line says who it is."""
    known = persons_known_as(unit, {row["external_id"] for row in rows})
    for row in rows:
        if row["external_id"] not in known and not (row.get("first_name") and row.get("last_name")):
            raise UnknownExternalId(external_id=row["external_id"])
    fresh = [{**row, "kind": "natural_person"} for row in rows if row["external_id"] not in known]
    return {**known, **parties.insert_parties(unit, "per", fresh)}


def _tutors(unit: Unit, rows: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """Return the tutors by external id; refuse whom nobody knows, and who does not belong to the cooperative today."""
    wanted = {row["tutor_external_id"] for row in rows if row.get("tutor_external_id")}
    known = persons_known_as(unit, wanted)
    fit = set(are_members(unit.session, list(known.values()), unit.today))
    runs = or_(Engagement.ended_on.is_(None), Engagement.ended_on >= unit.today)
    fit |= set(unit.session.scalars(
        select(Engagement.person_id).where(Engagement.person_id.in_(known.values()), runs)
    ))  # fmt: skip
    article = unit.rules.statutes("membership.stages").article
    for row in rows:
        name = row.get("tutor_external_id")
        if name and name not in known:
            raise UnknownExternalId(external_id=name)
        if name and (known[name] not in fit or name == row["external_id"]):
            raise CannotTutor(article=article, tutor_id=known[name], person_id=row["external_id"], given=unit.today)
    return known


def _enter(
    unit: Unit, rows: Sequence[Mapping[str, Any]], people: Mapping[str, str], tutors: Mapping[str, str]
) -> dict[str, str]:
    """Write new pathways at their stages; return their ids by person."""
    first = written_on(unit, unit.today).stages[0].slug
    pathways, stages, tutored, told = [], [], [], []
    last_days = belongs_until(unit, set(tutors.values()))
    for row in rows:
        person_id, pathway_id = people[row["external_id"]], new_id("pth")
        pathways.append({"id": pathway_id, "person_id": person_id, "entered_on": row["entered_on"], "left_on": None,
                         "left_reason": None, "recorded_at": unit.now})  # fmt: skip
        steps = [(first, row["entered_on"])] if row["stage"] != first and row["entered_on"] < row["since"] else []
        steps.append((row["stage"], row["since"]))
        for number, (stage, since) in enumerate(steps, 1):
            until = row["since"] - timedelta(days=1) if number < len(steps) else None
            stages.append({"pathway_id": pathway_id, "number": number, "stage": stage, "since": since, "until": until,
                           "engagement_id": None, "reference": None, "recorded_at": unit.now})  # fmt: skip
        told.append((stage_reached, f"pathways/{pathway_id}", {
            "pathway_id": pathway_id, "person_id": person_id, "stage": row["stage"], "since": row["since"],
        }))  # fmt: skip
        if row.get("tutor_external_id"):
            tutor_id = tutors[row["tutor_external_id"]]
            until = last_days[tutor_id]
            since = max(row["entered_on"], row.get("tutor_since") or row["entered_on"])
            tutored.append({"pathway_id": pathway_id, "number": 1, "tutor_id": tutor_id, "since": since,
                            "until": until, "end_reason": until and LEFT_COOPERATIVE,
                            "recorded_at": unit.now})  # fmt: skip
    for table, written in ((Pathway, pathways), (PathwayStage, stages), (PathwayTutor, tutored)):
        if written:
            unit.session.execute(insert(table), written)
    unit.emit_all(told)
    return {one["person_id"]: one["id"] for one in pathways}


def _brought_up_to_date(
    unit: Unit, written: Written, pathway: Pathway, row: Mapping[str, Any], tutors: Mapping[str, str]
) -> bool:
    """Let a pathway reach the stage, and have the tutor, that a line tells; return whether anything is new."""
    present, changed = present_stage(unit, pathway.id), False
    if present.stage != row["stage"]:
        before, asked = stage_named(written.stages, present.stage), stage_named(written.stages, row["stage"])
        backwards = before is not None and asked is not None and asked.place < before.place
        if backwards or row["since"] < present.since:
            raise StageOutOfOrder(article=written.article, stage=row["stage"], given=row["since"],
                                  present=present.stage, since=present.since)  # fmt: skip
        reach(unit, pathway, row["stage"], row["since"], present=present)
        changed = True
    tutor_id = tutors.get(row.get("tutor_external_id") or "")
    accompanies = or_(PathwayTutor.until.is_(None), PathwayTutor.until >= unit.today)
    known = select(PathwayTutor.tutor_id).where(
        PathwayTutor.pathway_id == pathway.id, or_(accompanies, PathwayTutor.end_reason == SUCCEEDED)
    )
    if tutor_id is not None and (
        _returns(unit, pathway.id, tutor_id, row.get("tutor_since")) or tutor_id not in set(unit.session.scalars(known))
    ):
        succeed(unit, pathway, tutor_id, row.get("tutor_since") or unit.today)
        changed = True
    return changed


def _returns(unit: Unit, pathway_id: str, tutor_id: str, since: date | None) -> bool:
    """Say whether a line names a tutor from a later day on than the present one's: then it is no old sheet."""
    if since is None:
        return False
    latest = select(PathwayTutor).where(PathwayTutor.pathway_id == pathway_id).order_by(PathwayTutor.number.desc())
    present = unit.session.scalar(latest.limit(1))
    return present is not None and present.tutor_id != tutor_id and since > present.since


def _interviewed(
    unit: Unit, rows: Sequence[Mapping[str, Any]], people: Mapping[str, str], pathways: Mapping[str, str],
    tutors: Mapping[str, str],
) -> set[str]:  # fmt: skip
    """Note the interviews that lines tell of and that are not recorded yet; return whose were.

    One that was planned for the day was kept.
    """
    told = {people[row["external_id"]]: row for row in rows if row.get("interviews")}
    ids = [pathways[person_id] for person_id in told]
    known = select(PathwayAppointment).where(
        PathwayAppointment.pathway_id.in_(ids), PathwayAppointment.kind == INTERVIEW,
        PathwayAppointment.state.in_(("kept", "planned")),
    ).order_by(PathwayAppointment.id.desc())  # fmt: skip
    rows_held = unit.session.scalars(known).all() if ids else []
    held = {(one.pathway_id, one.on) for one in rows_held if one.state == "kept"}
    planned = {(one.pathway_id, one.on): one for one in rows_held if one.state == "planned"}
    fresh, changed = [], set()
    for person_id, row in told.items():
        for day in sorted(set(_days(row, "interviews"))):
            check_not_in_the_future(unit, day)
            if (pathways[person_id], day) in held:
                continue
            changed.add(person_id)
            if (appointment := planned.get((pathways[person_id], day))) is not None:
                appointment.state = "kept"
            else:
                fresh.append({
                    "id": new_id("apt"), "pathway_id": pathways[person_id], "kind": INTERVIEW, "on": day,
                    "with_id": tutors.get(row.get("tutor_external_id") or ""), "state": "kept",
                    "recorded_at": unit.now,
                })  # fmt: skip
    unit.session.flush()
    if fresh:
        unit.session.execute(insert(PathwayAppointment), fresh)
    return changed


def _days(row: Mapping[str, Any], name: str) -> list[date]:
    try:
        return [day_of(" ".join(part.split())) for part in row[name].split("|")]
    except ValueError as error:
        message = f"One of the days, which stand with | between them, {error}."
        raise Invalid(errors=[{"in": "line", "pointer": f"/{name}", "message": message}]) from None
