"""What is wrong with a file of ballots."""

from __future__ import annotations


class BallotFileError(Exception):
    """A file of ballots cannot be read, or not by this rule; tells the line, counted from 1, where there is one."""

    def __init__(self, why: str, line: int | None = None) -> None:
        super().__init__(why if line is None else f"line {line}: {why}")
        self.why, self.line = why, line
