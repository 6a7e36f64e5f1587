"""What a verification found: each fault with its line, what was checked, and what could not be."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

MOST = 50


class NoBoard(Exception):
    """The file is no board at all."""


@dataclass(frozen=True)
class Finding:
    """A fault: the line of the file, the entry on it if it is one, and what differs."""

    line: int
    entry: int | None
    said: str

    def __str__(self) -> str:
        where = f"line {self.line}" if self.entry is None else f"line {self.line} (entry {self.entry})"
        return f"{where}: {self.said}"


@dataclass
class Report:
    """All that was found; the first faults are named, the others counted."""

    coop: str = ""
    poll_id: str = ""
    entries: int = 0
    ballots: int = 0
    root: str = ""
    result: dict[str, Any] | None = None
    checked: list[str] = field(default_factory=list)
    unchecked: list[str] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    more: int = 0

    @property
    def holds(self) -> bool:
        """Whether nothing was found wrong."""
        return not self.findings

    def wrong(self, line: int, said: str, entry: int | None = None) -> None:
        """Note a fault; each line and sentence once."""
        finding = Finding(line, entry, said)
        if finding in self.findings:
            return
        if len(self.findings) < MOST:
            self.findings.append(finding)
        else:
            self.more += 1

    def check(self, holds: bool, line: int, said: str, entry: int | None = None) -> bool:
        """Note a fault unless something holds; return whether it does."""
        if not holds:
            self.wrong(line, said, entry)
        return holds
