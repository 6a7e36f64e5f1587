"""The slots that come back: entered, shown with their teams, ended."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, time, timedelta
from typing import Any

from sqlalchemy import func, or_, select

from services.commons.bindings import answers
from services.commons.ids import new_id
from services.commons.refusals import NotFound
from services.commons.storage import Listed, Unit, page_of

from .. import contract
from ..bylaws import article, rotation, setting
from ..cancelling import cancel_all
from ..contract import WEEKDAYS
from ..contract.refusals import EndsTooEarly, NoRotation, UnknownRole
from ..hours import check_slot_hours
from ..tables import Shift, ShiftTemplate, StandingEnrolment
from ..teams import locked_templates, runs_on
from .swaps import lapse_lost


@answers(contract.create_templates)
def create_templates(unit: Unit, body: dict[str, Any]) -> dict[str, Any]:
    """Enter slots; every one is checked before any is kept."""
    rows = [_template(unit, one) for one in body["templates"]]
    unit.session.add_all(rows)
    unit.session.flush()
    return {"templates": shown_templates(unit, rows, unit.today)}


@answers(contract.list_templates)
def list_templates(unit: Unit, as_of: date | None, limit: int, cursor: str | None) -> Listed:
    """Return a page of slots, each with the size of its team."""
    statement = select(ShiftTemplate)
    if as_of is not None:
        ends = or_(ShiftTemplate.valid_until.is_(None), ShiftTemplate.valid_until >= as_of)
        statement = statement.where(ShiftTemplate.valid_from <= as_of, ends)
    page = page_of(unit.session, statement, key=[ShiftTemplate.id], limit=limit, cursor=cursor)
    return Listed(shown_templates(unit, page.data, as_of or unit.today), page.next_cursor)


@answers(contract.end_template)
def end_template(unit: Unit, template_id: str, body: dict[str, Any]) -> dict[str, Any]:
    """End a slot and its team after a day; the shifts that stand there later are called off."""
    template = locked_templates(unit, [template_id]).get(template_id)
    if template is None:
        raise NotFound(what="shift template", id=template_id)
    last = body["ends_on"]
    if last < max(template.valid_from, unit.today) or (template.valid_until or last) < last:
        raise EndsTooEarly(article=article(unit), starts_on=template.valid_from, ends_on=template.valid_until,
                           asked=last)  # fmt: skip
    template.valid_until = last
    for one in unit.session.scalars(
        select(StandingEnrolment).where(StandingEnrolment.template_id == template_id, runs_on(last))
    ):
        one.ends_on = max(last, one.starts_on - timedelta(days=1))
    later = unit.session.scalars(
        select(Shift).where(Shift.template_id == template_id, Shift.day > last, Shift.cancelled_at.is_(None),
                            Shift.starts_at > unit.now).order_by(Shift.id).with_for_update()
    ).all()  # fmt: skip
    cancel_all(unit, later, f"The slot {template.name} came back for the last time on {last}.")
    lapse_lost(unit, [one.id for one in later])
    unit.session.flush()
    return shown_templates(unit, [template], unit.today)[0]


def _template(unit: Unit, one: dict[str, Any]) -> ShiftTemplate:
    if one["valid_until"] is not None and one["valid_until"] < one["valid_from"]:
        raise EndsTooEarly(article=article(unit), starts_on=one["valid_from"], ends_on=None, asked=one["valid_until"])
    template = ShiftTemplate(id=new_id("slt"), recorded_at=unit.now, **{
        **one, "weekday": WEEKDAYS.index(one["weekday"]), "weeks": sorted(set(one["weeks"])),
    })  # fmt: skip
    check_template(unit, template)
    return template


def check_template(unit: Unit, template: ShiftTemplate) -> None:
    """Refuse a slot of impossible hours, in weeks that the bylaws do not have, or with roles that they do not name."""
    check_slot_hours(unit, time.fromisoformat(template.starts_at), time.fromisoformat(template.ends_at))
    weeks, roles = rotation(unit), setting(unit, "roles", None)
    letters = "" if weeks is None else weeks.letters
    for week in template.weeks:
        if week not in letters:
            raise NoRotation(article=article(unit, "shifts.rotation"), week=week, letters=letters or "none")
    for role in template.places if roles is not None else ():
        if role not in roles:
            raise UnknownRole(article=article(unit, "shifts.roles"), role=role, roles=", ".join(sorted(roles)))


def shown_templates(unit: Unit, templates: Sequence[ShiftTemplate], day: date) -> list[dict[str, Any]]:
    """Return slots as the API shows them, each with the size of its team on a day."""
    team: dict[str, dict[str, int]] = defaultdict(dict)
    rows = unit.session.execute(
        select(StandingEnrolment.template_id, StandingEnrolment.role, func.count())
        .where(StandingEnrolment.template_id.in_([one.id for one in templates]), StandingEnrolment.starts_on <= day,
               runs_on(day))
        .group_by(StandingEnrolment.template_id, StandingEnrolment.role)
    )  # fmt: skip
    for template_id, role, count in rows:
        team[template_id][role] = count
    names = ("id", "name", "starts_at", "ends_at", "places", "weeks", "valid_from", "valid_until")
    return [{**{name: getattr(one, name) for name in names}, "weekday": WEEKDAYS[one.weekday], "team": team[one.id]}
            for one in templates]  # fmt: skip
