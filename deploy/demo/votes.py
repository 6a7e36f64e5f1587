"""Votes that anybody can check: a second call, a committee by transferable vote, an exclusion, a proven board."""

from __future__ import annotations

import random
import subprocess
import sys
from collections import Counter
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path
from typing import Any

from .assembly import Assembly
from .client import Cooperative
from .figures import Figures, until

SEATS, CANDIDATES, VOTERS = 12, 17, 161


def play(figures: Figures, coop: Cooperative, folder: Path) -> None:
    """Play three assemblies of one cooperative; boards and minutes are written to ``folder``."""
    figures.chapter(f"{coop.slug}: votes that anybody can check")
    folder.mkdir(parents=True, exist_ok=True)
    members = [one["id"] for one in coop.every("/members")]
    _call_twice(figures, coop, members)
    poll = _elect_committee(figures, coop, members, folder)
    _prove(figures, coop, poll, folder)
    _exclude(figures, coop, members, folder)


def _call_twice(figures: Figures, coop: Cooperative, members: list[str]) -> None:
    """An ordinary assembly on first call has no quorum; on second call it decides with as many."""
    few = members[20:60]
    first = Assembly(figures, coop, "Ordinary general assembly: opening hours", days_ago=12)
    poll = first.poll("Open on Saturday evenings")
    first.convene()
    # Who was admitted since was no member yet.
    entitled = sum(1 for _ in coop.every("/members", as_of=first.held_on.isoformat()))
    first.open(few, entitled, quorum_there=False)
    figures.refused("a vote without quorum", "quorum_missing", article="article",
                    action=lambda: coop.post(f"/polls/{poll}/open"))  # fmt: skip
    state = coop.post(f"/assemblies/{first.id}/inquorate", {})["state"]
    figures.check("assembly on first call", state, "inquorate")
    held_on = {"held_on": figures.today.isoformat()}
    again = coop.post(f"/assemblies/{first.id}/second-call", held_on)
    second = Assembly(figures, coop, again["title"], assembly_id=again["id"])
    successor = coop.get(f"/polls/{poll}")["successor_id"]
    second.call(11)
    second.open(few, entitled=len(members))
    result = second.vote_by_hands(successor, few[5:7], 31, 6, 3)
    figures.check("decided on second call", result["outcome"], "adopted")
    second.close()


def _elect_committee(figures: Figures, coop: Cooperative, members: list[str], folder: Path) -> str:
    """Twelve seats by single transferable vote, the key shared among three scrutineers; return the poll."""
    chance = random.Random(12)
    election = coop.post("/bodies/committee/elections", {})
    figures.check("seats to fill on the committee", election["seats"], SEATS)
    candidates = chance.sample(members, CANDIDATES)
    assembly = Assembly(figures, coop, "Ordinary general assembly: election of the committee")
    poll = assembly.poll(
        "Election of the governance committee", proposal_id=election["proposal_id"], method="scottish_stv",
        seats=SEATS, candidates=[{"member_id": member} for member in candidates],
    )  # fmt: skip
    assembly.convene()
    present = chance.sample(members, VOTERS)
    assembly.open(present, entitled=len(members))
    assembly.seat_bureau(present)
    assembly.share_key(poll, present[4:7], threshold=2)
    popularity = {member: chance.randint(1, 10) for member in candidates}
    ballots = []
    for _ in present:
        liked = sorted(candidates, key=lambda member: chance.random() * popularity[member], reverse=True)
        ballots.append(liked[: chance.randint(3, SEATS)])
    assembly.vote_secretly(poll, present, [{"ranking": ballot} for ballot in ballots])
    result = assembly.proclaim(poll)
    _check_count(figures, ballots, result)
    assembly.effect(poll)
    _check_mandates(figures, coop, result["elected"])
    assembly.close()
    assembly.sign_minutes(present, folder)
    return poll


def _check_count(figures: Figures, ballots: list[list[str]], result: dict[str, Any]) -> None:
    """Compare the first round with a count made here, and the votes of every round with the ballots."""
    firsts = Counter(ballot[0] for ballot in ballots)
    rounds = result["rounds"]
    counted = {member: int(Fraction(votes)) for member, votes in rounds[0]["tallies"].items() if Fraction(votes)}
    figures.check("first preferences, as counted here too", counted == dict(firsts), True)
    quota = len(ballots) // (SEATS + 1) + 1
    figures.check("the quota", int(Fraction(result["figures"]["quota"])), quota)
    figures.check("elected", len(set(result["elected"])), SEATS)
    over = {member for member, votes in firsts.items() if votes >= quota}
    figures.check("whoever had the quota at once is elected", over <= set(result["elected"]), True)
    kept = ("exhausted", "lost")
    totals = {sum(map(Fraction, [*one["tallies"].values(), *(one[name] for name in kept)])) for one in rounds}
    figures.check(f"in each of {len(rounds)} rounds every vote is somewhere", totals, {Fraction(len(ballots))})


def _check_mandates(figures: Figures, coop: Cooperative, elected: list[str]) -> None:
    """The seats of the committee are filled for two years, by those elected."""
    seated = [one for one in coop.get("/bodies/committee")["mandates"] if one["ended_on"] is None]
    figures.check("mandates seated by the vote's effect", len(seated), SEATS)
    figures.check("for those elected", {one["member_id"] for one in seated} == set(elected), True)
    terms = {(one["started_on"], one["ends_on"]) for one in seated}
    figures.check("all for the same two years", len(terms), 1)
    started, ends = (date.fromisoformat(day) for day in terms.pop())
    figures.check("until the day before two years have passed", ends, _two_years_on(started) - timedelta(days=1))


def _two_years_on(day: date) -> date:
    return day.replace(year=day.year + 2) if (day.month, day.day) != (2, 29) else date(day.year + 2, 3, 1)


def _prove(figures: Figures, coop: Cooperative, poll: str, folder: Path) -> None:
    """Export the board without a key, verify it without the suite, and find one byte that was changed."""
    board = coop.anonymous().download(f"/polls/{poll}/board")
    kept = folder / f"{coop.slug}-board-{poll}.json"
    kept.write_bytes(board)
    figures.check("the board verified by `rochdale verify` alone", _verified(figures, kept), 0)
    forged = folder / f"{coop.slug}-board-{poll}-forged.json"
    place = board.index(b'"sealed":"') + 40
    forged.write_bytes(board[:place] + (b"A" if board[place : place + 1] != b"A" else b"B") + board[place + 1 :])
    figures.check("one byte of one ballot changed: found", _verified(figures, forged), 1)
    forged.unlink()


def _verified(figures: Figures, board: Path) -> int:
    told = subprocess.run([sys.executable, "-m", "deploy.command", "verify", str(board)],
                          capture_output=True, text=True, timeout=120)  # fmt: skip
    for line in (told.stdout + told.stderr).strip().splitlines()[-6:]:
        figures.note(line)
    return told.returncode


def _exclude(figures: Figures, coop: Cooperative, members: list[str], folder: Path) -> None:
    """An exclusion: heard, voted in secret by an extraordinary assembly, the member concerned among the voters."""
    concerned = members[33]
    exclusion = coop.post(f"/members/{concerned}/exclusions", {
        "grounds": "Repeated use of the cooperative's stock for a private business.",
        "invited_on": (figures.today - timedelta(days=20)).isoformat(), "hearing_on": figures.today.isoformat(),
    })  # fmt: skip
    assembly = Assembly(figures, coop, "General assembly: an exclusion", kind=exclusion["assembly"])
    poll = assembly.poll("An exclusion", proposal_id=exclusion["proposal_id"])
    figures.check("the vote is secret, for it is about a person", coop.get(f"/polls/{poll}")["ballot"], "secret")
    assembly.convene()
    present = members[:VOTERS]
    assembly.open(present, entitled=len(members))
    assembly.seat_bureau(present)
    ballots = [{"choice": "for"}] * 118 + [{"choice": "against"}] * 31 + [{"choice": "abstain"}] * 12
    assembly.vote_secretly(poll, present, ballots)
    result = assembly.proclaim(poll)
    figures.check("votes for, against, abstained",
                  [result["counts"][name] for name in ("for", "against", "abstain")], [118, 31, 12])  # fmt: skip
    assembly.effect(poll)
    left = until("the end of the membership", lambda: coop.get(f"/members/{concerned}").get("left_on"))
    figures.check("the membership ended on the assembly's day", left, figures.today.isoformat())
    # The last day of a membership still belongs to it.
    tomorrow = (figures.today + timedelta(days=1)).isoformat()
    figures.check("members from tomorrow on", sum(1 for _ in coop.every("/members", as_of=tomorrow)), len(members) - 1)
    assembly.close()
    assembly.sign_minutes(present, folder)
