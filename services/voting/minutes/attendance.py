"""The attendance sheet: every elector by name, with a place to sign before the session, filled in after it."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from typing import Any

from sqlalchemy import select

from services.commons.documents import Column, Said, Table, said
from services.commons.documents.paper import Block, Facts, Grid, Paper, Prose, Signatures
from services.commons.documents.sheet import LongDay, Value
from services.commons.storage import Unit
from services.voting.assemblies.actions.representing import expected
from services.voting.assemblies.tables import Assembly, Officer, PresenceEntry, Proxy
from services.voting.minutes.people import People, people_of
from services.voting.notices.terms import KINDS, local_time
from services.voting.rolls.actions.making import current_roll, entries_of

ROW = 9  # millimetres: room for a signature
CAME = {"arrive": said("In the room"), "remote": said("Remotely"), "postal": said("By post")}
# Of organisations: the same with a comma after it, and the person who acts.
THROUGH = {
    "arrive": said("In the room, represented by {person}"), "remote": said("Remotely, represented by {person}"),
    "postal": said("By post, represented by {person}"),
}  # fmt: skip


def attendance_paper(unit: Unit, assembly: Assembly) -> Paper:
    """Return the sheet of the roll in force, in the order of names; of a session that was held, with who came."""
    roll = current_roll(unit, assembly.id)
    entries = entries_of(unit, roll.id) if roll else []
    holders, came, held = _proxies(unit, assembly), _came(unit, assembly), assembly.opened_at is not None
    members = [entry["member_id"] for entry in entries]
    acting = _acting(unit, assembly) if held else expected(unit, assembly, members)
    people = people_of(unit, [*members, *acting.values()])
    givers: dict[str, list[str]] = defaultdict(list)
    for giver, holder in holders.items():
        givers[holder].append(giver)
    ordered = sorted(entries, key=lambda entry: (_alphabetic(people.names.get(entry["member_id"])), entry["number"]))
    rows: list[list[Value]] = [
        [entry["number"], people.called(entry["member_id"]), entry["weight"],
         _how(entry["member_id"], holders, came, acting, people, held=held),
         _together(people, givers.get(entry["member_id"], [])), _signed(entry["member_id"], came, held=held)]
        for entry in ordered
    ]  # fmt: skip
    columns = [Column(said("No."), "count", share=7), Column(said("Member"), share=30),
               Column(said("Votes"), "count", share=8), Column(said("Present or represented by"), share=25),
               Column(said("Holds the proxies of"), share=25), Column(said("Signature"), share=24)]  # fmt: skip
    facts: list[tuple[Said | str, Value]] = [
        (said("Date"), LongDay(assembly.held_on)), (said("Time"), local_time(assembly.starts_at) or "–"),
        (said("Place"), assembly.place or "–"), (said("Members on the roll"), roll.size if roll else 0),
        (said("Votes on the roll"), roll.votes if roll else 0),
    ]  # fmt: skip
    if held:
        facts.append((said("Came or voted by post"), len(came)))
    blocks: list[Block] = [
        Facts(facts), Grid(Table(columns, rows), row_height=ROW),
        Prose(said("Certified as true by the bureau, the proxies of those represented being annexed.")),
        Signatures([(office, name, None) for office, name in _bureau(unit, assembly, people)]),
    ]  # fmt: skip
    return Paper(said("Attendance sheet"), _coop(unit, assembly), blocks,
                 subtitle=said("{kind} – {title}", kind=KINDS[assembly.kind], title=assembly.title))  # fmt: skip


def _alphabetic(name: str | None) -> tuple[bool, str]:
    """Return what sorts a name as a directory does, accents aside; those without a name come last."""
    plain = "".join(one for one in unicodedata.normalize("NFKD", name or "") if not unicodedata.combining(one))
    return name is None, plain.casefold()


def _proxies(unit: Unit, assembly: Assembly) -> dict[str, str]:
    given = select(Proxy.giver_id, Proxy.holder_id).where(Proxy.assembly_id == assembly.id, Proxy.state == "given")
    return {giver: holder or assembly.chair_id or "" for giver, holder in unit.session.execute(given)}


def _came(unit: Unit, assembly: Assembly) -> dict[str, tuple[str, Any]]:
    """Return in which way each member came, and when, for the first time."""
    lines = select(PresenceEntry.member_id, PresenceEntry.kind, PresenceEntry.at).where(
        PresenceEntry.assembly_id == assembly.id, PresenceEntry.kind != "leave"
    ).order_by(PresenceEntry.seq.desc())  # fmt: skip
    return {member: (kind, at) for member, kind, at in unit.session.execute(lines)}


def _acting(unit: Unit, assembly: Assembly) -> dict[str, str]:
    """Return who acted for each organisation that came; the last one, where another took over."""
    lines = select(PresenceEntry.member_id, PresenceEntry.represented_by).where(
        PresenceEntry.assembly_id == assembly.id, PresenceEntry.represented_by.is_not(None)
    ).order_by(PresenceEntry.seq)  # fmt: skip
    return {member: str(person) for member, person in unit.session.execute(lines)}


def _how(
    member_id: str, holders: dict[str, str], came: dict[str, tuple[str, Any]], acting: dict[str, str], people: People,
    *, held: bool,
) -> Value:  # fmt: skip
    if member_id in came and held:
        kind = came[member_id][0]
        if member_id in acting:
            return Said(THROUGH[kind].text, {"person": people.called(acting[member_id])})
        return CAME.get(kind, kind)
    if member_id in holders:
        holder = holders[member_id]
        return said("by {holder}", holder=people.called(holder) if holder else said("the chair"))
    if not held and member_id in acting:
        return said("represented by {person}", person=people.called(acting[member_id]))
    return said("absent") if held else ""


def _signed(member_id: str, came: dict[str, tuple[str, Any]], *, held: bool) -> Value:
    if not held or member_id not in came:
        return ""
    return said("entered {time}", time=local_time(came[member_id][1]))


def _together(people: People, members: list[str]) -> Value:
    joined: Said | str = ""
    for place, member in enumerate(sorted(members)):
        called = people.called(member)
        joined = called if place == 0 else said("{first}, {then}", first=joined, then=called)
    return joined


def _bureau(unit: Unit, assembly: Assembly, people: People) -> list[tuple[Said, Said | str]]:
    named = {"chair": said("Chair"), "teller": said("Teller"), "secretary": said("Secretary")}
    rows = unit.session.scalars(
        select(Officer).where(Officer.assembly_id == assembly.id, Officer.ended_at.is_(None)).order_by(Officer.named_at)
    ).all()
    seated = [(one.office, one.member_id) for one in rows]
    known = people_of(unit, [member for _, member in seated])
    blank = [("chair", ""), ("teller", ""), ("teller", ""), ("secretary", "")]
    return [(named[office], known.called(member)) for office, member in sorted(seated or blank)]


def _coop(unit: Unit, assembly: Assembly) -> str:
    return str(unit.rules_on(assembly.held_on).statutes("identity.name").value)
