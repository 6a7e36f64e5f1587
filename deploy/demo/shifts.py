"""Alpar's quarter of shifts: standing teams in weeks A to D, who came, and where that leaves all of them."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from .client import Cooperative
from .figures import Figures

WEEKS, ROTATION = 12, "ABCD"
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday")
HOURS = (("09:00", "12:00"), ("13:00", "16:00"), ("16:00", "19:00"))
PLACES = {"leader": 1, "member": 5}
CYCLE_DAYS, INITIAL = 28, 1
GAINS = {"attended": 1, "missed": -1, "excused": 0, "replaced": 0}
ALERT_BELOW, NOT_SERVED_BELOW = 0, -2


@dataclass
class Quarter:
    """What the play keeps for itself, to reckon everything a second time."""

    first: date
    last: date
    members: list[str]
    team: dict[str, list[tuple[str, str]]] = field(default_factory=dict)
    marks: dict[str, Counter[str]] = field(default_factory=dict)
    total: Counter[str] = field(default_factory=Counter)

    def balance(self, member: str, day: date, missed: int = GAINS["missed"]) -> int:
        """Reckon a counter by the bylaws' words: begin with one, minus one a cycle, and what the marks give."""
        gains = {**GAINS, "missed": missed}
        owed = (day - self.first).days // CYCLE_DAYS
        return INITIAL - owed + sum(gains[mark] * count for mark, count in self.marks[member].items())

    def standing(self, member: str, day: date, missed: int = GAINS["missed"]) -> str:
        """Reckon a standing from the counter."""
        balance = self.balance(member, day, missed)
        return "not_served" if balance < NOT_SERVED_BELOW else "alert" if balance < ALERT_BELOW else "up_to_date"


def play(figures: Figures, coops: Mapping[str, Cooperative], folder: Path) -> None:
    """Play a quarter of alpar's shifts; its figures go to the folder as PDF."""
    figures.chapter("alpar: a quarter of shifts, and everybody's standing")
    coop = coops["alpar"]
    monday = figures.today - timedelta(days=figures.today.weekday() + 7)  # the week staffed already
    before = {one["member_id"]: one for one in coop.every("/standings")}
    first = monday - timedelta(days=7 * WEEKS)
    joined = {one["id"]: one["joined_on"] for one in coop.every("/members")}
    members = sorted(member for member in before if joined[member] <= first.isoformat())
    quarter = Quarter(first, monday - timedelta(days=1), members)
    for member, one in before.items():
        quarter.marks[member] = Counter(attended=one["served"], missed=one["missed"])
    templates = _teams(figures, coop, quarter)
    _attend(figures, coop, quarter, templates)
    _stand(figures, coop, quarter)
    _show(figures, coop, quarter, folder)
    _till(figures, coop, quarter)
    _week_to_come(figures, coop, quarter, monday + timedelta(days=14))


def _teams(figures: Figures, coop: Cooperative, quarter: Quarter) -> dict[str, list[tuple[str, str]]]:
    """Enter 72 slots, 18 in each of four weeks, and give every member a standing place in one."""
    made = coop.post("/shift-templates", {"templates": [
        {"name": f"Week {week}, {weekday} {starts}", "weekday": weekday, "starts_at": starts, "ends_at": ends,
         "places": PLACES, "weeks": [week], "valid_from": quarter.first.isoformat()}
        for week in ROTATION for weekday in WEEKDAYS for starts, ends in HOURS
    ]})["templates"]  # fmt: skip
    figures.check("slots that come back, in weeks A to D", len(made), 72)
    seats = [(one["id"], role) for role, count in PLACES.items() for _ in range(count) for one in made]
    asked = list(zip(seats, quarter.members, strict=False))
    done = coop.post("/standing-enrolments", {"standings": [
        {"template_id": template, "member_id": member, "role": role, "starts_on": quarter.first.isoformat()}
        for (template, role), member in asked
    ]})  # fmt: skip
    figures.check("members with a standing place", done["taken"], len(quarter.members))
    for (template, role), member in asked:
        quarter.team.setdefault(template, []).append((member, role))
    full = coop.post("/standing-enrolments", {"standings": [
        {"template_id": asked[0][0][0], "member_id": asked[1][1], "role": "leader",
         "starts_on": quarter.first.isoformat()},
    ]})["results"][0]["problem"]  # fmt: skip
    figures.check("a second leader in a slot of one", full["code"], "slot_full")
    return quarter.team


def _attend(figures: Figures, coop: Cooperative, quarter: Quarter, team: dict[str, list[tuple[str, str]]]) -> None:
    """Make the calendar, which enrols the teams, and record who came by a seeded random."""
    body = {"starts_on": quarter.first.isoformat(), "weeks": WEEKS, "afterwards": True}
    calendar = coop.post("/shift-calendars", body)
    figures.check("shifts of the quarter", calendar["created"], 18 * WEEKS)
    figures.check("places taken by the teams", calendar["enrolled"], len(quarter.members) * WEEKS // len(ROTATION))
    again = coop.post("/shift-calendars", body)
    figures.check("the same calendar once more", (again["created"], again["enrolled"]), (0, 0))
    chance, given = random.Random(430), []
    span = {"from": quarter.first.isoformat(), "to": quarter.last.isoformat()}
    for shift in coop.every("/shifts", **span):
        team_of = [member for member, _ in team.get(shift["template_id"], [])]
        marks: list[dict[str, Any]] = []
        here = set(team_of)
        for member in team_of:
            mark = chance.choices(("attended", "missed", "excused", "replaced"), (86, 8, 4, 2))[0]
            marks.append({"member_id": member, "attendance": mark})
            quarter.marks[member][mark] += 1
            quarter.total[mark] += 1
            if mark == "replaced":
                stand_in = chance.choice(quarter.members)
                while stand_in in here:
                    stand_in = chance.choice(quarter.members)
                here.add(stand_in)
                marks[-1]["replaced_by"] = stand_in
                # The counter of the stand-in moves, by rule 9.
                quarter.marks[stand_in]["attended"] += 1
                quarter.total["attended"] += 1
        given.append({"shift_id": shift["id"], "marks": marks})
    recorded = [coop.post("/shift-attendances", {"shifts": given[at : at + 120]}) for at in range(0, len(given), 120)]
    figures.check("shifts marked by their leaders", sum(one["recorded"] for one in recorded), 18 * WEEKS)
    figures.note(", ".join(f"{mark} {count}" for mark, count in sorted(quarter.total.items())))


def _stand(figures: Figures, coop: Cooperative, quarter: Quarter) -> None:
    """Read every standing and compare it with the play's own reckoning; try out a stricter rule."""
    shown = {one["member_id"]: one for one in coop.every("/standings")}
    reckoned = {member: (quarter.balance(member, figures.today), quarter.standing(member, figures.today))
                for member in quarter.members}  # fmt: skip
    right = sum((shown[member]["balance"], shown[member]["standing"]) == one for member, one in reckoned.items())
    figures.check("standings as reckoned here", right, len(quarter.members))
    counted = Counter(one["standing"] for one in shown.values())
    figures.note("standings: " + ", ".join(f"{name} {count}" for name, count in sorted(counted.items())))
    worst = min(quarter.members, key=lambda member: quarter.balance(member, figures.today))
    counter = coop.get(f"/members/{worst}/counter")
    figures.check("the lowest counter, movement by movement", counter["movements"][-1]["balance"], counter["balance"])
    figures.note(f"it stands at {counter['balance']} ({counter['standing']}), with {counter['make_ups']['owed']} "
                 f"make-up(s) owed — {counter['article']}")  # fmt: skip
    trial = coop.post("/shifts/what-if", {"counters": {"missed": -3}, "to": figures.today.isoformat()})
    strict = Counter(quarter.standing(member, figures.today, missed=-3) for member in quarter.members)
    figures.check("if a missed shift cost three: members no longer served", trial["days"][-1]["then"]["not_served"],
                  strict["not_served"])  # fmt: skip
    figures.check("the trial changed nothing", Counter(
        one["standing"] for one in coop.every("/standings")
    ), counted)  # fmt: skip


def _show(figures: Figures, coop: Cooperative, quarter: Quarter, folder: Path) -> None:
    """The quarter on one screen, and as a page to print."""
    span = {"from": quarter.first.isoformat(), "to": quarter.last.isoformat()}
    shown = coop.get("/shifts/figures", **span)["total"]
    figures.check("places needed", shown["needed"], 108 * WEEKS)
    for mark in ("attended", "missed", "excused", "replaced"):
        figures.check(mark, shown[mark], quarter.total[mark])
    figures.check("places filled", shown["filled"], quarter.total["attended"] + quarter.total["missed"])
    folder.mkdir(parents=True, exist_ok=True)
    document = coop.download("/shifts/figures/document", format="pdf", **span)
    (folder / "alpar-shifts.pdf").write_bytes(document)
    figures.check("the figures as PDF", document.startswith(b"%PDF-"), True)


def _till(figures: Figures, coop: Cooperative, quarter: Quarter) -> None:
    """A till asks for two cards, and takes along what it needs while it is offline."""
    by_counter = sorted(quarter.members, key=lambda member: (quarter.balance(member, figures.today), member))
    for member in (by_counter[0], by_counter[-1]):
        held = [card["code"] for card in coop.every(f"/members/{member}/cards") if card["works"]]
        code = held[0] if held else coop.post(f"/members/{member}/cards", {"code": f"TILL-{member[-8:]}"})["code"]
        answer = coop.get(f"/members/by-card/{code}/standing")
        standing = quarter.standing(member, figures.today)
        figures.check(f"a card of somebody {standing}", (answer["may_shop"], answer["reason"]),
                      (standing != "not_served", standing))  # fmt: skip
    figures.refused("a card that nobody holds", "not_found", lambda: coop.get("/members/by-card/NOBODY/standing"))
    known: dict[str, bool] = {}
    feed = coop.get("/standings/changes")
    known.update((one["member_id"], one["may_shop"]) for one in feed["changes"])
    while feed["more"]:
        feed = coop.get("/standings/changes", since=feed["cursor"])
        known.update((one["member_id"], one["may_shop"]) for one in feed["changes"])
    right = sum(known[member] == (quarter.standing(member, figures.today) != "not_served")
                for member in quarter.members)  # fmt: skip
    figures.check("members that an offline till answers for", right, len(quarter.members))
    figures.note(f"it may go on until {feed['known_until']} without asking")


def _week_to_come(figures: Figures, coop: Cooperative, quarter: Quarter, monday: date) -> None:
    """Next week: two members swap, one is excused, one is on leave, and a day is closed."""
    calendar = coop.post("/shift-calendars", {"starts_on": monday.isoformat(), "weeks": 1})
    figures.check("shifts of the week to come", calendar["created"], 18)
    shifts = list(coop.every("/shifts", **{"from": monday.isoformat(), "to": (monday + timedelta(5)).isoformat()}))
    first, last = shifts[3], shifts[-1]
    one, other = quarter.team[first["template_id"]][1][0], quarter.team[last["template_id"]][1][0]
    pair = {"shift_id": first["id"], "member_id": one, "with_shift_id": last["id"], "with_member_id": other}
    swap = coop.post("/shift-swaps", pair)
    accepted = coop.post(f"/shift-swaps/{swap['id']}/acceptance", {"member_id": other})
    figures.check("two members swap places in full shifts", accepted["state"], "accepted")
    figures.refused("the same swap once more", "swap_settled", article="rule 2", action=lambda: coop.post(
        f"/shift-swaps/{swap['id']}/acceptance", {"member_id": other}
    ))  # fmt: skip
    resting = quarter.team[shifts[6]["template_id"]][2][0]
    leave = coop.post(f"/members/{resting}/leaves", {
        "kind": "leave", "starts_on": figures.today.isoformat(), "ends_on": (monday + timedelta(27)).isoformat(),
    })  # fmt: skip
    figures.check("a leave gives the place of the week back", leave["withdrawn"], 1)
    figures.check("and shows in the standing", coop.get(f"/members/{resting}/standing")["standing"], "on_leave")
    closed = {"starts_on": (monday + timedelta(4)).isoformat(), "ends_on": (monday + timedelta(4)).isoformat(),
              "reason": "Stocktaking"}  # fmt: skip
    figures.check("a closed day calls its shifts off", coop.post("/shift-closures", closed)["cancelled"], 3)
