"""Counting a large election: Scottish STV, twelve seats, 30 candidates, 100,000 ballots from BLT files.

Two files of the same size, by a fixed seed. In one, as in elections, some rankings are common and most are rare (a Zipf
law over 20,000 rankings, themselves drawn by a Zipf law over the candidates). In the other every ballot is drawn by
itself, so hardly two are alike: the worst for whoever counts in bundles.

pyrankvote counts the same ballots. It knows no weights, so each ballot is an object of its own: making them is part of
its time, as grouping is part of ours. (Its rules are others: fractions of floats, no truncation; who is elected may
differ.) Where it would take longer than a minute, a sample is counted and scaled. Both are told in seconds of the
processor, which others on the machine do not lengthen; the whole command in seconds of the clock.
"""

from __future__ import annotations

import gc
import random
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pyrankvote

from deploy.ballot_files import Papers, read_ballot_file
from services.voting.tally.rules.methods import Count, count

from .report import Report, middle, say

SEATS, CANDIDATES, BALLOTS, RANKINGS, SAMPLE = 12, 30, 100_000, 20_000, 5_000
LONGEST, PATIENCE = 12, 60.0
SHARE = 1 / 20
Ranking = tuple[int, ...]


def measure(report: Report, var: Path, quick: bool) -> None:
    """Measure both files, the whole command on the first, and the other methods on it."""
    ballots = BALLOTS // 10 if quick else BALLOTS
    var.mkdir(parents=True, exist_ok=True)
    chance = random.Random(1844)
    known = [_ranking(chance) for _ in range(RANKINGS)]
    common = chance.choices(known, weights=[1 / (at + 1) for at in range(RANKINGS)], k=ballots)
    _compare(report, _written(var / "common.blt", common), "some rankings common", SHARE)
    _compare(report, _written(var / "scattered.blt", [_ranking(chance) for _ in range(ballots)]), "hardly two alike")
    _command(report, var / "common.blt", ballots)


def _ranking(chance: random.Random) -> Ranking:
    """Draw a ranking of up to twelve candidates, each next one by a Zipf law over those who are left."""
    drawn = sorted(range(1, CANDIDATES + 1), key=lambda one: chance.expovariate(1) * one)
    return tuple(drawn[: chance.randint(1, LONGEST)])


def _written(file: Path, ballots: list[Ranking]) -> Path:
    """Write a BLT file as OpaVote does for a large election: each different ballot once, with its weight."""
    lines = [f"{CANDIDATES} {SEATS}"]
    lines += [f"{votes} {' '.join(map(str, ranking))} 0" for ranking, votes in Counter(ballots).items()]
    lines += ["0", *(f'"Candidate {one:02}"' for one in range(1, CANDIDATES + 1)), f'"{file.stem}"']
    file.write_text("\n".join(lines) + "\n")
    return file


def _compare(report: Report, file: Path, which: str, share: float | None = None) -> None:
    began = time.process_time()
    papers = read_ballot_file(file, "scottish_stv")
    reading = time.process_time() - began
    say(f"stv: {papers.total:,} ballots of {len(papers.profile):,} different rankings")
    ours, counted = _timed(lambda: count("scottish_stv", papers.profile, papers.candidates, SEATS), 5)
    assert len(counted.elected) == SEATS and {one["total"] for one in counted.rounds} == {f"{papers.total}.00000"}
    theirs, note = _pyrankvote(papers)
    report.add(
        "stv", f"{papers.total:,} ballots, {which} ({len(papers.profile):,} rankings)", f"{1000 * ours:.0f} ms",
        against=f"pyrankvote {1000 * theirs:,.0f} ms{note}", ratio=f"{100 * ours / theirs:.1f} %",
        target=f"≤ {100 * share:.0f} %" if share else "", met=ours <= share * theirs if share else None,
    )  # fmt: skip
    report.add("stv", f"the same, reading the file ({len(counted.rounds)} rounds)", f"{1000 * reading:.0f} ms")


def _timed(work: Callable[[], Count], times: int) -> tuple[float, Count]:
    """Return how long counting takes, the middle of several, and its result."""
    took = []
    for _ in range(times):
        gc.collect()
        began = time.process_time()
        counted = work()
        took.append(time.process_time() - began)
    return middle(took), counted


def _pyrankvote(papers: Papers) -> tuple[float, str]:
    """Return how long pyrankvote takes for the same ballots, and a note when only a sample of them was counted."""
    rankings = [vote for vote, votes in papers.profile for _ in range(votes)]
    random.Random(1).shuffle(rankings)
    sample = _counted_by_pyrankvote(papers.candidates, rankings[:SAMPLE])
    if sample * len(rankings) / SAMPLE > PATIENCE:
        return sample * len(rankings) / SAMPLE, f", scaled from {SAMPLE:,} ballots"
    return middle([_counted_by_pyrankvote(papers.candidates, rankings) for _ in range(3)]), ""


def _counted_by_pyrankvote(names: tuple[str, ...], rankings: list[list[str]]) -> float:
    gc.collect()
    began = time.process_time()
    candidates = {name: pyrankvote.Candidate(name) for name in names}
    ballots = [pyrankvote.Ballot([candidates[name] for name in ranking]) for ranking in rankings]
    pyrankvote.single_transferable_vote(list(candidates.values()), ballots, number_of_seats=SEATS)
    return time.process_time() - began


def _command(report: Report, file: Path, ballots: int) -> None:
    """Measure the whole command, the start of Python and the round log as JSON included."""
    asked = [sys.executable, "-m", "deploy.command", "tally", str(file), "--rule", "scottish_stv", "--json"]
    took = []
    for _ in range(3):
        began = time.perf_counter()
        subprocess.run(asked, check=True, stdout=subprocess.DEVNULL)
        took.append(time.perf_counter() - began)
    report.add("stv", f"rochdale tally of {ballots:,} ballots, file to JSON", f"{middle(took):.2f} s")
