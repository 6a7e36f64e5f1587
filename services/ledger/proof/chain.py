r"""How the chain is computed, for us and for anyone who verifies it from an export.

With SHA-256 in lower-case hexadecimal, ``\n`` a line feed, everything in UTF-8:

    hash of position 0 = SHA-256("rochdale.chain.v1" \n slug of the cooperative)
    digest of an entry = SHA-256("rochdale.entry.v1" \n canonical JSON of the entry)
    hash of position n = SHA-256("rochdale.chain.v1" \n hash of position n - 1 \n digest of its entry)

Canonical JSON is that of RFC 8785: keys sorted, no white space, only what must be escaped is. The entry is an object of
all that was posted, as ``GET /proof/chain`` exports it: amounts are texts of minor units, debits above zero; metadata
are pairs in the order of their keys; times are UTC to the microsecond; what was not given is null.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from services.commons.canonical import canonical

ENTRY, CHAIN = b"rochdale.entry.v1\n", b"rochdale.chain.v1\n"


def genesis(coop: str) -> str:
    """Return the hash before the first entry: every cooperative has its own."""
    return hashlib.sha256(CHAIN + coop.encode()).hexdigest()


def link(previous: str, entry_digest: str) -> str:
    """Return the hash of a position from the one before it and the digest of its entry."""
    return hashlib.sha256(CHAIN + previous.encode() + b"\n" + entry_digest.encode()).hexdigest()


def links(previous: str, entry_digests: Iterable[str]) -> Iterator[str]:
    """Return the hashes of consecutive positions."""
    for entry_digest in entry_digests:
        previous = link(previous, entry_digest)
        yield previous


def entry_digest(entry: dict[str, Any]) -> str:
    """Return the digest of an entry as it is exported."""
    return hashlib.sha256(ENTRY + canonical(entry)).hexdigest()


@dataclass(frozen=True)
class Verified:
    """What an exported chain came to: how many positions hold, and what is wrong with the first that does not."""

    coop: str
    positions: int
    head: str
    wrong: str | None = None

    @property
    def holds(self) -> bool:
        """Whether every line follows from the one before it."""
        return self.wrong is None


def verified(lines: Iterable[str]) -> Verified:
    """Recompute an exported chain line by line, in constant memory, and stop at the first line that does not follow.

    The first line names the cooperative; each other one has position, entry, previous and hash. The head is for
    comparing with one that was kept: what is missing at the end of an export shows nowhere else.
    """
    coop, position, head = "", 0, ""
    for number, text in enumerate(lines, 1):
        try:
            line = json.loads(text)
            if canonical(line) != text.rstrip("\r\n").encode():
                # Read twice, something else could be found in it.
                wrong: str | None = "is not written canonically"
            elif number == 1:
                coop, head = line["coop"], genesis(line["coop"])
                begun = line == {"coop": coop, "hash": head, "position": 0}
                wrong = None if begun else "the first hash is not that of this cooperative"
            else:
                wrong = _wrong(line, position, head)
        except (ValueError, KeyError, TypeError, AttributeError):
            wrong = "is not a line of a chain"
        if wrong is not None:
            return Verified(coop, position, head, f"line {number}: {wrong}")
        if number > 1:
            position, head = line["position"], line["hash"]
    return Verified(coop, position, head, None if coop else "line 1: is missing")


def _wrong(line: dict[str, Any], position: int, head: str) -> str | None:
    """Return what keeps a line from following position and hash of the one before it, or None."""
    if line["position"] != position + 1:
        return f"is position {line['position']} where {position + 1} is due"
    if line["previous"] != head:
        return f"{line['entry']['id']} does not follow the line before it"
    due = link(head, entry_digest(line["entry"]))
    if line.keys() != {"entry", "hash", "position", "previous"} or line["hash"] != due:
        return f"{line['entry']['id']} is not the entry that was chained at position {line['position']}"
    return None
