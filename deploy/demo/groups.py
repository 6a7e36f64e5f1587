"""Alpar's seven working groups with two referents each, their monthly meeting with the committee, and a training."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from services.commons.clock import LEGAL_ZONE, system_clock

from .client import Cooperative
from .figures import Figures

GROUPS, REFERENTS, SEATS = 7, 2, 12
IN_A_GROUP = 6
PLACES, MINUTES, CAME = 10, 150, 9


def play(figures: Figures, coops: Mapping[str, Cooperative], folder: Path) -> None:
    """Play on alpar, whose committee was elected before; the minutes and a certificate are written to ``folder``."""
    alpar = coops["alpar"]
    figures.chapter("alpar: seven working groups, a monthly meeting, a training")
    folder.mkdir(parents=True, exist_ok=True)
    committee = sorted(one["member_id"] for one in alpar.every("/body-mandates", body="committee"))
    others = [one["id"] for one in alpar.every("/members") if one["id"] not in set(committee)]
    groups = _form_groups(figures, alpar, others)
    _meet(figures, alpar, committee, groups, folder)
    _train(figures, alpar, groups, others, folder)


def _form_groups(figures: Figures, alpar: Cooperative, others: list[str]) -> dict[str, list[str]]:
    """Let members join the groups of the statutes and name two referents each; return who speaks for which."""
    slugs = [one["slug"] for one in alpar.every("/working-groups")]
    figures.check("working groups that the statutes name", len(slugs), GROUPS)
    referents: dict[str, list[str]] = {}
    for place, slug in enumerate(slugs):
        members = others[place * IN_A_GROUP : (place + 1) * IN_A_GROUP]
        alpar.post(f"/working-groups/{slug}/members", {"member_ids": members})
        for member in members[:REFERENTS]:
            alpar.post(f"/working-groups/{slug}/referents", {"member_id": member})
        referents[slug] = members[:REFERENTS]
    listed = list(alpar.every("/working-groups"))
    figures.check("groups with exactly two referents", sum(not one["flags"] for one in listed), GROUPS)
    third = others[2]
    figures.refused("a third referent", "too_many_referents", article="article 14", action=lambda: alpar.post(
        f"/working-groups/{slugs[0]}/referents", {"member_id": third}
    ))  # fmt: skip
    flagged = alpar.post(f"/working-groups/{slugs[0]}/referents", {"member_id": third, "beyond_statutes": True})
    figures.check("named beyond the statutes all the same, it shows", flagged["flags"], ["too_many_referents"])
    alpar.post(f"/working-groups/{slugs[0]}/referents/{third}/end")
    return referents


def _meet(
    figures: Figures, alpar: Cooperative, committee: list[str], groups: dict[str, list[str]], folder: Path
) -> None:
    """Plan the meetings ahead, hold this month's, decide within and outside competence, and print the minutes."""
    ahead = alpar.post("/meeting-series", {
        "body": "committee", "count": 3, "weekday": "tuesday", "nth": 2, "starts_at": "18:30", "ends_at": "20:30",
        "from": (figures.today + timedelta(days=28)).isoformat(), "place": "The shop",
    })  # fmt: skip
    figures.check("monthly meetings planned ahead", len(ahead["created"]), 3)
    starts_at = _earlier_today()
    meeting = alpar.post("/meetings", {
        "organ": "committee", "with_referents": True, "title": "Monthly coordination", "place": "The shop",
        "starts_at": starts_at.isoformat(), "ends_at": (starts_at + timedelta(hours=2)).isoformat(),
        "agenda": ["Opening hours", "A new supplier of vegetables"],
    })  # fmt: skip
    path, referents = f"/meetings/{meeting['id']}", [one for two in groups.values() for one in two]
    figures.check("invited: committee and referents", meeting["invited"], len({*committee, *referents}))
    asked = alpar.download(f"{path}/calendar").decode().replace("\r\n ", "")
    figures.check("in the invitation for their calendars", asked.count("ATTENDEE;"), meeting["invited"])
    slug, (first, second) = next(iter(groups.items()))
    substitute = next(one for one in alpar.get(f"/working-groups/{slug}")["member_ids"] if one not in (first, second))
    marks = [{"member_id": one, "attendance": "excused" if one in (first, second) else "present"}
             for one in sorted({*committee[1:], *referents})]  # fmt: skip
    held = alpar.post(f"{path}/attendances", {
        "marks": marks, "substitutes": [{"group": slug, "member_id": substitute}],
    })  # fmt: skip
    figures.check("present, one of them sent by a group in place of its referents; excused; absent",
                  (held["present"], held["excused"], held["absent"]), (meeting["invited"] - 2, 2, 1))  # fmt: skip
    figures.check("working groups that spoke", len(held["groups_represented"]), GROUPS)
    within = alpar.post(f"{path}/decisions", {
        "subject": "opening_hours", "item": 1, "text": "The shop opens on Saturdays until 20:00.",
    })  # fmt: skip
    figures.check("decided in its competence", (within["level"], within["flags"]), ("tactical", []))
    outside = alpar.post(f"{path}/decisions", {
        "subject": "suppliers", "item": 2, "text": "Vegetables come from the growers of the valley.",
    })  # fmt: skip
    figures.check("decided at another level: flagged", outside["flags"], ["outside_competence"])
    belongs = outside["belongs_to"]
    figures.check("it belongs to the working groups", (belongs["level"], len(belongs["organs"])),
                  ("operational", GROUPS))  # fmt: skip
    figures.note(f"by {belongs['article']}")
    _minute(figures, alpar, path, committee[1], referents[-1], folder)
    # The resolutions of the assemblies before are decisions too, judged by what they were about.
    taken = list(alpar.every("/decisions", organ="general_assembly"))
    figures.check("an election was the assembly's to decide", any(
        one["subject"] == "election_of_committee" and not one["outside_competence"] for one in taken
    ), True)  # fmt: skip
    flagged = [one["id"] for one in alpar.every("/decisions", outside_competence="true")]
    figures.check("decisions outside competence, in all", flagged, [outside["id"]])
    for one in [one for one in taken if one["subject"] is None][:1]:
        told = alpar.post(f"/decisions/{one['id']}/subject", {"subject": "opening_hours"})
        figures.check("a resolution on opening hours belonged to", [organ["slug"] for organ in
                      told["belongs_to"]["organs"]], ["committee"])  # fmt: skip


def _minute(figures: Figures, alpar: Cooperative, path: str, keeper: str, doer: str, folder: Path) -> None:
    """Write the minutes, give a task, print, and see that this month has its meeting."""
    alpar.post(f"{path}/tasks", {"what": "Put the new hours on the door.", "member_id": doer, "item": 1,
                                 "due": (datetime.now(LEGAL_ZONE).date() + timedelta(days=7)).isoformat()})  # fmt: skip
    minuted = alpar.post(f"{path}/minutes", {"keeper_id": keeper, "items": [
        {"position": 1, "text": "Three shifts on Saturdays can be staffed later; nobody objects."},
        {"position": 2, "text": "The growers deliver twice a week. Supply is asked to take this up."},
    ]})  # fmt: skip
    figures.check("the meeting is", minuted["state"], "minuted")
    paper = alpar.download(f"{path}/minutes/document", language="fr")
    (folder / "alpar-meeting-minutes.pdf").write_bytes(paper)
    figures.check("its minutes, in French, as PDF", paper.startswith(b"%PDF-"), True)
    (rhythm,) = list(alpar.every("/meetings/rhythm"))
    this_month = next(one for one in rhythm["periods"] if one["first"][:7] == minuted["day"][:7])
    figures.check("the meeting that the statutes ask for this month", this_month["state"], "held")


def _train(
    figures: Figures, alpar: Cooperative, groups: dict[str, list[str]], others: list[str], folder: Path
) -> None:
    """Train shift leaders: places, a queue, hours, a role for two years, a certificate."""
    leaders = groups["shift-leaders"]
    starts_at = _earlier_today()
    coming = alpar.post("/trainings", {
        "title": "Leading a shift", "theme": "shifts", "trainer_id": leaders[0], "place": "The shop",
        "starts_at": (starts_at + timedelta(days=7)).isoformat(), "capacity": 1,
        "ends_at": (starts_at + timedelta(days=7, minutes=MINUTES)).isoformat(),
    })  # fmt: skip
    alpar.post(f"/trainings/{coming['id']}/places", {"member_id": others[-1]})
    figures.refused("one more in a full training", "training_full", lambda: alpar.post(
        f"/trainings/{coming['id']}/places", {"member_id": others[-2]}
    ))  # fmt: skip
    waiting = alpar.post(f"/trainings/{coming['id']}/places", {"member_id": others[-2], "or_wait": True})
    figures.check("in the queue instead, at place", waiting["position"], 1)
    alpar.post(f"/trainings/{coming['id']}/places/{others[-1]}/withdrawal")
    moved = {one["member_id"]: one["state"] for one in alpar.get(f"/trainings/{coming['id']}")["places"]}
    figures.check("who waited has the place that was given up", moved[others[-2]], "enrolled")
    held = alpar.post("/trainings", {
        "title": "Leading a shift", "theme": "shifts", "trainer_id": leaders[0], "place": "The shop",
        "starts_at": starts_at.isoformat(), "ends_at": (starts_at + timedelta(minutes=MINUTES)).isoformat(),
        "grants": ["leader"], "valid_months": 24,
    })  # fmt: skip
    there, away = others[-PLACES - CAME : -PLACES], others[-PLACES]
    seen = alpar.post(f"/trainings/{held['id']}/attendances", {"marks": [
        {"member_id": one, "attended": one != away} for one in (*there, away)
    ]})  # fmt: skip
    figures.check("attended", seen["attended"], CAME)
    figures.check("who came may lead a shift", _roles(alpar, there[0]), ["leader"])
    figures.check("who stayed away may not", _roles(alpar, away), [])
    education = alpar.get("/figures/education")
    figures.check("hours of training this year, all together", education["hours"], CAME * MINUTES // 60)
    figures.note(f"{education['members_trained']} of {education['members']} members trained: {education['share']}")
    certificate = alpar.download(f"/trainings/{held['id']}/places/{there[0]}/certificate", language="fr")
    (folder / "alpar-training-certificate.pdf").write_bytes(certificate)
    figures.check("a certificate, as PDF", certificate.startswith(b"%PDF-"), True)


def _roles(alpar: Cooperative, member: str) -> list[Any]:
    return [one["role"] for one in alpar.every(f"/members/{member}/roles")]


def _earlier_today() -> datetime:
    """Return a moment that has passed today: two hours ago, or the beginning of the day."""
    now = system_clock().astimezone(LEGAL_ZONE)
    return max(now - timedelta(hours=2), now.replace(hour=0, minute=0, second=0, microsecond=0))
