"""Checks what the events of a board say against each other: roll, credentials, keys, closing, proclamation."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from services.commons.merkle import merkle_root
from services.voting.board.verifying.document import Header
from services.voting.board.verifying.replay import Replay
from services.voting.board.verifying.report import Report
from services.voting.scrutiny.sealing import public_of
from services.voting.scrutiny.sharing import share_hash


def check_life(report: Report, header: Header, replay: Replay) -> None:
    """Check the numbers of roll, opening and closing; raises KeyError or TypeError where an event lacks something."""
    events = replay.events
    roll, opened = events["roll"], events["opened"]
    named = (opened.data["coop"], opened.data["poll_id"]) == (header.coop, header.poll_id)
    report.check(named, 1, f"line 1 says board {header.poll_id} of {header.coop}; what was opened is"
                           f" {opened.data['poll_id']} of {opened.data['coop']}")  # fmt: skip
    report.check(opened.data["entitled"] == roll.data["votes"], opened.line,
                 "the votes entitled are not those of the roll", opened.index)  # fmt: skip
    for name in ("size", "votes"):
        total = sum(one[name] for one in roll.data["colleges"])
        report.check(total == roll.data[name], roll.line, f"the colleges do not add up to the roll's {name}",
                     roll.index)  # fmt: skip
    quorum = opened.data["quorum"]
    reached = quorum is None or quorum["counted"] >= (quorum["required"] or 0)
    report.check(reached, opened.line, "the quorum was not reached", opened.index)
    if "closed" in events and opened.data["ballot"] == "secret":
        _check_numbers(report, replay)
    if "tally" in events and "proclaimed" in events:
        proclaimed = events["proclaimed"]
        report.check(proclaimed.data["outcome"] == events["tally"].data["outcome"], proclaimed.line,
                     "what was proclaimed is not what was tallied", proclaimed.index)  # fmt: skip


def _check_numbers(report: Report, replay: Replay) -> None:
    closed, credentials = replay.events["closed"], replay.events["opened"].data["credentials"]
    issued, cast, made = closed.data["issued"], closed.data["cast"], credentials["made"]
    report.check(cast == replay.ballots, closed.line, f"{cast} ballots are said to be cast; {replay.ballots} stand on"
                                                      " the board", closed.index)  # fmt: skip
    report.check(replay.ballots <= issued, closed.line, f"there are {replay.ballots} ballots for {issued} credentials"
                                                        " given out", closed.index)  # fmt: skip
    report.check(issued <= made, closed.line, f"{issued} credentials were given out; {made} were made", closed.index)


def check_key(report: Report, replay: Replay) -> bytes | None:
    """Check the private key against the public one; return it, or None when it is not published."""
    if "key" not in replay.events:
        return None
    fixed, told = replay.events["opened"].data["key"], replay.events["key"]
    sharing = {one["member_id"] for one in fixed["shares"]}
    report.check(told.data["held_by"] == fixed["held_by"], told.line, "the key was held by others than announced",
                 told.index)  # fmt: skip
    report.check(told.data["threshold"] == fixed["threshold"], told.line, "the threshold is not the one announced",
                 told.index)  # fmt: skip
    handed_in = set(told.data["handed_in"])
    report.check(handed_in <= sharing, told.line, "somebody who is no scrutineer handed in a share", told.index)
    if fixed["held_by"] == "scrutineers":
        report.check(len(handed_in) >= fixed["threshold"], told.line, "fewer shares were handed in than are needed",
                     told.index)  # fmt: skip
    private = told.data["private_key"]
    if private is None:
        report.check(told.data["withheld"] is True, told.line, "the private key is missing", told.index)
        return None
    key = bytes.fromhex(private)
    fits = len(key) == 32 and public_of(key).hex() == fixed["public_key"]
    report.check(fits, told.line, "the private key does not belong to the public one", told.index)
    return key if fits else None


def check_seed(report: Report, replay: Replay) -> None:
    """Check the seed of a lot against its commitment."""
    told, ties = replay.events["tally"], replay.events["opened"].data["terms"].get("ties") or {}
    if ties.get("rule") != "lot":
        return
    seed = told.data["tie_seed"]
    kept = seed is not None and hashlib.sha256(bytes.fromhex(seed)).hexdigest() == ties["commitment"]
    report.check(kept, told.line, "the seed of the lot is not the one that was committed to", told.index)


def check_share(report: Report, replay: Replay, share: str) -> None:
    """Check a scrutineer's share against the hash that was fixed before the vote."""
    opened = replay.events["opened"]
    fixed = opened.data["key"]["shares"] if opened.data["key"] else []
    known = {one["share_hash"]: one["member_id"] for one in fixed}
    member = known.get(share_hash(share))
    if report.check(member is not None, opened.line, "the share is none of this poll's", opened.index):
        report.checked.append(f"the share is that of {member}")


def check_credentials(report: Report, replay: Replay, hashes: Sequence[str]) -> None:
    """Check a list of credential hashes against the root that was fixed before the vote."""
    opened = replay.events["opened"]
    fixed = opened.data["credentials"] or {}
    root = merkle_root(one.encode() for one in sorted(hashes))
    same = root == fixed.get("root") and len(hashes) == fixed.get("made")
    if report.check(same, opened.line, "the credentials are not those that were fixed", opened.index):
        report.checked.append(f"the {len(hashes)} credentials are those that were fixed before the vote")
