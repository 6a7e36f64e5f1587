"""The minutes of a meeting as they are printed: who came, what was said and decided, what is to be done."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC
from typing import Any

from services.commons.clock import LEGAL_ZONE
from services.commons.documents import Column, Said, Table, said
from services.commons.documents.paper import Block, Facts, Grid, Heading, Paper, Prose, Signatures, Verdict
from services.commons.documents.sheet import LongDay, Value
from services.commons.storage import Unit
from services.membership.competences.organs import organs_on
from services.membership.governance.groups import groups_open

from .names import names_of
from .reading import whole
from .tables import Meeting

ATTENDANCES = {"present": said("present"), "excused": said("excused"), "absent": said("absent")}
LEVELS = {"strategic": said("strategic"), "tactical": said("tactical"), "operational": said("operational")}
_ARTICLE = re.compile(r"Statutes of \S+, (.+) \([a-z_.]+\)\Z")


def minutes_paper(unit: Unit, meeting: Meeting) -> Paper:
    """Return the minutes of a meeting that was held, a draft until a later one has approved them."""
    told = whole(unit, meeting)
    people = {one["member_id"] for one in told["attendances"]}
    people |= {one["member_id"] for one in told["tasks"] if one["member_id"]} | {meeting.keeper_id or ""}
    names = names_of(unit, people)
    groups = groups_open(unit, meeting.day)
    organ = next((one.name for one in organs_on(unit, meeting.day) if one.slug == meeting.organ), meeting.organ)
    blocks: list[Block] = [
        *_opening(meeting, told, organ), *_attendance(told, names, groups), *_items(told), *_tasks(told, names, groups),
        *_closing(meeting, names),
    ]  # fmt: skip
    coop = str(unit.rules_on(meeting.day).statutes("identity.name").value)
    return Paper(said("Minutes of a meeting"), coop, blocks, subtitle=meeting.title,
                 mark=None if meeting.approved_in else said("DRAFT"))  # fmt: skip


def _opening(meeting: Meeting, told: dict[str, Any], organ: str) -> Iterator[Block]:
    who: Said | str = said("{organ} with the referents of the working groups", organ=organ)
    hours = [at.astimezone(UTC).astimezone(LEGAL_ZONE).time() for at in (meeting.starts_at, meeting.ends_at)]
    yield Facts([
        (said("Meeting of"), who if meeting.with_referents else organ), (said("Date"), LongDay(meeting.day)),
        (said("Time"), said("{from_time} to {to_time}", from_time=hours[0], to_time=hours[1])),
        (said("Place"), meeting.place or meeting.link or "–"),
        (said("Attendance"), said("{present} present of {invited} invited, {excused} excused",
                                  present=_count(told, "present"), invited=told["invited"],
                                  excused=_count(told, "excused"))),
    ])  # fmt: skip


def _count(told: dict[str, Any], attendance: str) -> int:
    return sum(one["attendance"] == attendance and one["capacity"] == "invited" for one in told["attendances"])


def _attendance(told: dict[str, Any], names: dict[str, str], groups: dict[str, str]) -> Iterator[Block]:
    yield Heading(said("Who was there"))
    rows: list[list[Value]] = [
        [names.get(one["member_id"], "–"), _capacity(one, groups), ATTENDANCES.get(one["attendance"] or "", "")]
        for one in sorted(told["attendances"], key=lambda one: names.get(one["member_id"], ""))
    ]
    yield Grid(Table([Column(said("Member"), share=34), Column(said("As"), share=46),
                      Column(said("Attendance"), share=20)], rows))  # fmt: skip
    if told["groups_unrepresented"]:
        missing = ", ".join(groups.get(slug, slug) for slug in told["groups_unrepresented"])
        yield Prose(said("Nobody spoke for: {groups}.", groups=missing))


def _capacity(one: dict[str, Any], groups: dict[str, str]) -> Value:
    spoken = ", ".join(groups.get(slug, slug) for slug in one["groups"])
    if one["capacity"] == "guest":
        return said("guest")
    if one["capacity"] == "substitute":
        return said("sent by: {groups}", groups=spoken)
    if one["seat"] and spoken:
        return said("seat, and referent of: {groups}", groups=spoken)
    return said("seat") if one["seat"] else said("referent of: {groups}", groups=spoken)


def _items(told: dict[str, Any]) -> Iterator[Block]:
    yield Heading(said("What was said and decided"))
    for item in told["agenda"]:
        yield Heading(said("Item {number}: {title}", number=item["position"], title=item["title"]), 2)
        yield Prose(item["text"]) if item["text"] else Prose(said("Nothing was noted on this item."), "quiet")
        for decision in told["decisions"]:
            if decision["item"] == item["position"]:
                yield from _decision(decision)
    for decision in told["decisions"]:
        if decision["item"] is None:
            yield from _decision(decision)


def _decision(decision: dict[str, Any]) -> Iterator[Block]:
    text = said("Decided ({subject}): {words}", subject=decision["subject"], words=decision["text"])
    yield Verdict(text, "open" if decision["outside_competence"] else "adopted")
    if decision["outside_competence"]:
        organs = ", ".join(one["name"] for one in decision["belongs_to"]["organs"])
        yield Prose(said("Outside the competence of this meeting: the subject belongs to the level “{level}”, that is "
                         "to: {organs} ({article}).", level=LEVELS[decision["subject_level"]], organs=organs or "–",
                         article=_article(decision["article"])))  # fmt: skip


def _article(article: str) -> Said | str:
    """Return an article of the statutes as people name it."""
    named = _ARTICLE.match(article)
    return said("{article} of the statutes", article=named[1]) if named else article


def _tasks(told: dict[str, Any], names: dict[str, str], groups: dict[str, str]) -> Iterator[Block]:
    if not told["tasks"]:
        return
    yield Heading(said("What is to be done"))
    rows: list[list[Value]] = [
        [one["what"], names.get(one["member_id"] or "", groups.get(one["group"] or "", "–")), one["due"]]
        for one in told["tasks"]
    ]
    columns = [Column(said("Task"), share=50), Column(said("To be done by"), share=32), Column(said("Until"), "day")]
    yield Grid(Table(columns, rows))


def _closing(meeting: Meeting, names: dict[str, str]) -> Iterator[Block]:
    if meeting.approved_in is not None:
        yield Prose(said("These minutes were approved by a later meeting."), "quiet")
    yield Signatures([(said("Minutes kept by"), names.get(meeting.keeper_id or "", ""), None)])
