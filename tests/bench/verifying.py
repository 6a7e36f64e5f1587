"""`rochdale verify` on the board of an election with 100,000 ballots, all different: seconds and peak memory.

The board is written as a service would publish it: each ballot sealed to the poll's key, the count made by the same
rules, every entry hashed, every head signed. Verifying reads it twice, opens every ballot and counts again.
"""

from __future__ import annotations

import hashlib
import json
import random
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

from nacl.signing import SigningKey

from services.commons.canonical import canonical
from services.voting.board.statements import ballot_leaf, leaf_of
from services.voting.scrutiny.sealing import make_pair, message_length, message_of, seal
from services.voting.tally.rules import Question, outcome_of
from tests.boards import write_board

from .report import Report, say
from .suite import ROCHDALE

BALLOTS, CANDIDATES, SEATS = 100_000, 30, 12
COOP, POLL, METHOD, ARTICLE = "alpar", "pol_01m8164hg3exqawnqj4ztt4b3p", "scottish_stv", "Statutes, article 20"
TERMS: dict[str, Any] = {
    "majority": {"base": "expressed", "fraction": "1/2", "strictly_more": True, "article": ARTICLE}, "quorum": None,
    "elected_if": None, "ties": {"rule": "candidate_order", "commitment": None, "article": ARTICLE}, "colleges": None,
    "choices": {"maximum": None, "article": ARTICLE}, "smallest_cell": {"value": 5, "article": ARTICLE},
}  # fmt: skip


def measure(report: Report, var: Path, quick: bool) -> None:
    """Verify a short board, whose cost is that of starting, and a long one; report what each ballot adds."""
    var.mkdir(parents=True, exist_ok=True)
    ballots = BALLOTS // 10 if quick else BALLOTS
    short, long = var / "board-short.json", var / "board-long.json"
    for path, number in ((short, 100), (long, ballots)):
        say(f"verify: sealing and counting {number:,} ballots for a board")
        _write(path, number)
    base, started, least = _verified(short)
    seconds, worked, peak = _verified(long)
    size = long.stat().st_size / 1e6
    report.add("verify", f"board of {ballots:,} ballots (Scottish STV, {SEATS} of {CANDIDATES}, {size:.0f} MB)",
               f"{seconds:.1f} s", against=f"{base:.1f} s for 100 ballots", target="told")  # fmt: skip
    report.add("verify", "each ballot: read twice, opened, counted", f"{(seconds - base) / ballots * 1e6:.0f} µs",
               against=f"{(worked - started) / ballots * 1e6:.0f} µs of one processor")  # fmt: skip
    report.add("verify", "peak memory", f"{peak:.0f} MB", against=f"{least:.0f} MB for 100 ballots",
               target=f"≤ {size + least:.0f} MB", met=peak <= size + least)  # fmt: skip


def _verified(path: Path) -> tuple[float, float, float]:
    """Verify in a process of its own; return the seconds, those of the processor, and the megabytes at most."""
    asked = [ROCHDALE, "verify", str(path), "--json"]
    code = (
        "import resource, subprocess, sys; done = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL); "
        "used = resource.getrusage(resource.RUSAGE_CHILDREN); "
        "print(used.ru_maxrss, used.ru_utime + used.ru_stime); sys.exit(done.returncode)"
    )
    began = time.monotonic()
    done = subprocess.run([sys.executable, "-c", code, *asked], capture_output=True, text=True, check=True)
    peak, worked = done.stdout.split()
    return time.monotonic() - began, float(worked), int(peak) * _RSS_UNIT / 1e6


def _write(path: Path, ballots: int) -> None:
    names = [f"mbr_{number:026}" for number in range(CANDIDATES)]
    chance = random.Random(ballots)
    private, public = make_pair()
    length = message_length(POLL, METHOD, names, None)
    votes: Counter[str] = Counter()
    box = []
    for number in range(ballots):
        vote = chance.sample(names, chance.randint(1, CANDIDATES))
        votes[json.dumps(vote)] += 1
        box.append(seal(public, message_of(POLL, vote), length, number.to_bytes(4, "big")))
    box.sort(key=lambda sealed: hashlib.sha256(sealed).digest())
    question = Question(POLL, METHOD, TERMS, ballots, ballots, None, SEATS, tuple(names))
    outcome = asdict(outcome_of(question, [(json.loads(vote), number, None) for vote, number in votes.items()]))
    with path.open("wb") as file:
        write_board(file, COOP, POLL, ballots + 5, _leaves(question, length, private, public, box, outcome), _KEY)


def _leaves(
    question: Question, length: int, private: bytes, public: bytes, box: list[bytes], outcome: dict[str, Any]
) -> Iterator[bytes]:
    number = len(box)
    yield leaf_of("roll", {"as_of": "2026-03-02", "size": number, "votes": number, "root": "00" * 32, "colleges": [
        {"college": None, "size": number, "votes": number},
    ]})  # fmt: skip
    yield leaf_of("opened", {
        "coop": COOP, "poll_id": POLL, "ballot": "secret", "about_person": True, "method": METHOD, "terms": TERMS,
        "entitled": number, "quorum": None, "seats": SEATS, "maximum_choices": None,
        "candidates": list(question.candidates), "credentials": {"made": number, "root": "00" * 32},
        "key": {"public_key": public.hex(), "held_by": "service", "message_bytes": length, "threshold": None,
                "shares": []},
    })  # fmt: skip
    for sealed in box:
        yield ballot_leaf(sealed)
    closed = {"present": number, "electorate": {}, "weighing": None, "issued": number, "cast": number}
    yield leaf_of("closed", closed)
    yield leaf_of("key", {"held_by": "service", "threshold": None, "handed_in": [], "ballots": number,
                          "withheld": False, "private_key": private.hex()})  # fmt: skip
    yield leaf_of("tally", json.loads(canonical({
        **outcome, "scale": None, "tie_seed": None, "withheld": False, "withheld_by_college": False, "counted": None,
        "papers": [],
    })))  # fmt: skip


_KEY = SigningKey(b"a measurement, not a cooperative")
# Kilobytes on Linux, bytes on macOS (getrusage(2)).
_RSS_UNIT = 1 if sys.platform == "darwin" else 1024
