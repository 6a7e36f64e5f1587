"""Verifies a board: everything that its file alone can show, and says what it cannot."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import IO, Any

from services.voting.board.verifying.document import Entry, Header, Row, header_of, rows_of
from services.voting.board.verifying.life import (
    check_credentials,
    check_key,
    check_life,
    check_seed,
    check_share,
)
from services.voting.board.verifying.recount import ballots_of, check_tally, counted_of, papers_of
from services.voting.board.verifying.replay import Replay
from services.voting.board.verifying.report import Report
from services.voting.board.verifying.signed import as_hash, check_cosignatures, check_heads, check_keys, check_promise

Progress = Callable[[str, int], None]
_MOST_ROWS = 20_000
# What a malformed event raises when its values are taken for what they should be.
_MALFORMED = (KeyError, TypeError, ValueError, AttributeError, ArithmeticError, IndexError, AssertionError)


@dataclass(frozen=True)
class Given:
    """What somebody holds beside the file: receipts by name, a share, credentials' hashes, the key as published."""

    receipts: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    share: str | None = None
    credentials: Sequence[str] | None = None
    key: str | None = None


def verify(file: IO[bytes], given: Given | None = None, progress: Progress | None = None) -> Report:
    """Verify a board in a file that can be read twice; raise NoBoard when it is none."""
    given, tell = given or Given(), progress or (lambda what, at: None)
    header = header_of(file)
    report = Report(header.coop, header.poll_id)
    trackers = frozenset(as_hash(one.get("tracker")) for one in given.receipts.values())
    replay = Replay(report, trackers)
    sections = _read(file, report, replay, tell)
    report.entries, report.ballots, report.root = replay.tree.size, replay.ballots, replay.tree.root().hex()
    report.check(header.size == report.entries, 1, f"line 1 says {header.size} entries; there are {report.entries}")
    _check_signed(report, header, replay, sections, given)
    try:
        _check_said(report, header, replay, file, given, tell)
    except _MALFORMED as error:
        line = max((event.line for event in replay.events.values()), default=1)
        report.wrong(line, f"the events do not say what a poll needs ({type(error).__name__}: {error})")
    return report


def _read(file: IO[bytes], report: Report, replay: Replay, tell: Progress) -> dict[str, list[Row]]:
    sections: dict[str, list[Row]] = {"key": [], "head": [], "cosignature": []}
    for row in rows_of(file, report):
        if isinstance(row, Entry):
            replay.take(row)
            if replay.tree.size % 2_000 == 0:
                tell("reading", file.tell())
        elif len(sections[row.section]) < _MOST_ROWS:
            sections[row.section].append(row)
        else:
            report.wrong(row.line, f"there are more rows of kind {row.section} than any board has")
            break
    return sections


def _check_signed(
    report: Report, header: Header, replay: Replay, sections: Mapping[str, Sequence[Row]], given: Given
) -> None:
    keys = check_keys(report, header, sections["key"])
    if given.key is not None:
        report.check(given.key in keys, 1, f"no key of this board is {given.key}")
    else:
        report.unchecked.append(f"that the keys are those of {header.coop}: compare them with what it publishes"
                                " elsewhere (--key)")  # fmt: skip
    heads = check_heads(report, header, sections["head"], keys, replay)
    report.checked.append(f"{report.entries} entries follow from each other under {len(heads)} signed heads")
    witnesses = check_cosignatures(report, header, sections["cosignature"], heads)
    if witnesses:
        report.checked.append(f"heads were witnessed by {', '.join(witnesses)}")
    else:
        report.unchecked.append("that everybody is shown the same board: no other cooperative signed its heads")
    for name, receipt in given.receipts.items():
        check_promise(report, header, name, receipt, keys, replay)


def _check_said(
    report: Report, header: Header, replay: Replay, file: IO[bytes], given: Given, tell: Progress
) -> None:
    if not report.check("opened" in replay.events, 1, "the board does not say what was opened"):
        return
    check_life(report, header, replay)
    if given.share is not None:
        check_share(report, replay, given.share)
    if given.credentials is not None:
        check_credentials(report, replay, given.credentials)
    opened = replay.events["opened"].data
    report.unchecked.append("who voted: the roll is not public; that each voter was entitled is for the bureau")
    if opened["ballot"] == "secret":
        report.unchecked.append("that every ballot was cast by an elector: credentials are handed out by the bureau")
    if opened["key"] and opened["key"]["held_by"] == "service":
        report.unchecked.append("that nobody opened a ballot early: the key was held by the service, not scrutineers")
    private = check_key(report, replay)
    if "tally" in replay.events:
        check_seed(report, replay)
        _check_count(report, header, replay, file, private, tell)
    else:
        report.unchecked.append("the result: there is none yet")


def _check_count(
    report: Report, header: Header, replay: Replay, file: IO[bytes], private: bytes | None, tell: Progress
) -> None:
    tally = replay.events["tally"].data
    report.result = {name: tally[name] for name in ("outcome", "elected", "counts")}
    if replay.events["opened"].data["ballot"] != "secret":
        check_tally(report, header, replay, counted_of(tally))
        report.checked.append("the votes that were counted, counted again, come to the same result")
        report.unchecked.append("each vote: it was not secret, and is in the minutes, not on the board")
        return
    if replay.ballots and private is None:
        report.unchecked.append("the count: so few voted that the key and the figures are withheld")
        return
    if tally["papers"] is None:
        report.unchecked.append("the count: figures of small groups are withheld")
        return
    rows = ballots_of(file, header, replay, private, lambda at: tell("opening", at)) if private is not None else []
    tell("tallying", 0)
    check_tally(report, header, replay, rows + papers_of(tally))
    report.checked.append(f"{replay.ballots} ballots, opened and counted again, come to the same result")
    if tally["papers"]:
        report.unchecked.append("the ballots on paper: tellers counted them")


