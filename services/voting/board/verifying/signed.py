"""Checks what is signed: keys, heads, the signatures of witnesses, and the promises that voters hold."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from services.commons.merkle import includes
from services.voting.board.signatures import is_signed
from services.voting.board.statements import cosignature_statement, head_statement, key_statement, promise_statement
from services.voting.board.verifying.document import Header, Row
from services.voting.board.verifying.replay import Replay
from services.voting.board.verifying.report import Report

_KEY = {"public", "since", "signature", "previous", "endorsement"}
_HEAD = {"size", "root", "moment", "signed_at", "key", "signature"}
_COSIGNATURE = {"size", "witness", "key", "signature"}


def check_keys(report: Report, header: Header, rows: Sequence[Row]) -> set[str]:
    """Check that each key signs for itself and is endorsed by the one before; return those that may sign."""
    good: set[str] = set()
    before: str | None = None
    for row in rows:
        key = row.value
        if not report.check(_has(key, _KEY), row.line, "this is not a key"):
            continue
        said = key_statement(header.coop, key["public"], key["since"], key["previous"])
        sound = is_signed(key["public"], said, key["signature"])
        report.check(sound, row.line, f"the key does not sign for itself as a key of {header.coop}")
        report.check(key["previous"] == before, row.line, "the key does not follow the one before it")
        if before is not None:
            endorsed = is_signed(before, said, key["endorsement"])
            report.check(endorsed, row.line, "the key is not endorsed by the one that it replaced")
        else:
            report.check(key["endorsement"] is None, row.line, "a first key has nobody who endorses it")
        before = key["public"]
        if sound:
            good.add(key["public"])
    return good


def check_heads(report: Report, header: Header, rows: Sequence[Row], keys: set[str], replay: Replay) -> dict[int, str]:
    """Check each head's signature, and its root against the entries; return the roots that hold, by size."""
    sound = [row for row in rows if _is_head(report, header, row, keys)]
    if rows and not sound:
        report.wrong(1, f"no head is signed for board {header.poll_id} of {header.coop}")
    good: dict[int, str] = {}
    last, broken = 0, False
    for row in rows:
        head = row.value
        if not _has(head, _HEAD) or not isinstance(head["size"], int):
            continue
        size, (root, kind) = head["size"], replay.roots.get(head["size"], ("", ""))
        report.check(size > last, row.line, "the heads do not stand in the order of their sizes")
        if report.check(bool(root), row.line, f"no event ends at {size} entries"):
            report.check(head["moment"] == kind, row.line, f"the head says {head['moment']}; the entry is {kind}")
            said = f"the root is not that of the first {size} entries, {root}: an entry from {last} on was changed"
            # One changed entry changes every root after it: the first one says enough.
            report.check(head["root"] == root or broken, row.line, said)
            broken = broken or head["root"] != root
            if row in sound and head["root"] == root:
                good[size] = root
        last = size
    end = rows[-1].line if rows else 1
    report.check(last == replay.tree.size, end, f"the last head covers {last} of {replay.tree.size} entries")
    heads = {row.value.get("size") for row in rows if isinstance(row.value, dict)}
    for size, (_, kind) in replay.roots.items():
        report.check(kind == "roll" or size in heads, end, f"the head of {size} entries ({kind}) is missing")
    return good


def _is_head(report: Report, header: Header, row: Row, keys: set[str]) -> bool:
    head = row.value
    if not report.check(_has(head, _HEAD) and isinstance(head["size"], int), row.line, "this is not a head"):
        return False
    report.check(head["key"] in keys, row.line, "the head is signed by a key that is not listed")
    sound = is_signed(head["key"], head_statement(header.coop, header.poll_id, head), head["signature"])
    said = f"the signature of the head of {head['size']} entries is not good"
    return report.check(sound, row.line, said) and head["key"] in keys


def check_cosignatures(report: Report, header: Header, rows: Sequence[Row], heads: Mapping[int, str]) -> list[str]:
    """Check what witnesses signed; return who they are."""
    witnesses = set()
    for row in rows:
        one = row.value
        if not report.check(_has(one, _COSIGNATURE), row.line, "this is not a signature of a witness"):
            continue
        root = heads.get(one["size"]) if isinstance(one["size"], int) else None
        if report.check(root is not None, row.line, "the witness signed a head that does not hold"):
            said = cosignature_statement(one["witness"], header.coop, header.poll_id, one["size"], root or "")
            if report.check(is_signed(one["key"], said, one["signature"]), row.line,
                            f"the signature of witness {one['witness']} is not good"):  # fmt: skip
                witnesses.add(str(one["witness"]))
    return sorted(witnesses)


def check_promise(
    report: Report, header: Header, name: str, promise: Mapping[str, Any], keys: set[str], replay: Replay
) -> None:
    """Check what a voter holds: the promise of casting, or the receipt that was given after the closing."""
    tracker, poll_id = promise.get("tracker"), promise.get("poll_id")
    if not report.check(poll_id == header.poll_id, 1, f"{name} is of another poll: {poll_id}"):
        return
    if "promise" in promise:
        said = promise_statement(header.poll_id, str(tracker))
        report.check(any(is_signed(key, said, promise["promise"]) for key in sorted(keys)), 1,
                     f"{name}: the promise is not signed by a key of {header.coop}")  # fmt: skip
    index = replay.found.get(as_hash(tracker))
    if index is None:
        ended = "closed" in replay.events
        report.check(not ended, 1, f"{name}: ballot {tracker} was promised a place and is not on the board")
        if not ended:
            report.unchecked.append(f"{name}: ballots come onto the board when the poll is closed")
        return
    report.checked.append(f"{name}: ballot {tracker} stands on the board, entry {index}")
    if "path" in promise:
        head = promise.get("head") or {}
        proved = isinstance(head.get("size"), int) and includes(
            str(head.get("root")), as_hash(tracker), promise.get("index", -1), head["size"], promise["path"]
        )
        report.check(proved, 1, f"{name}: the audit path does not lead to the root")
        same = replay.roots.get(head.get("size", 0), ("", ""))[0] == head.get("root")
        report.check(same, 1, f"{name}: the root is not that of this board")


def _has(value: Any, names: set[str]) -> bool:
    return isinstance(value, dict) and set(value) == names


def as_hash(said: Any) -> bytes:
    """Return a hash out of its hexadecimal digits; nothing for what is none."""
    try:
        return bytes.fromhex(said)
    except (ValueError, TypeError):
        return b""
