"""What is said of a cooperative's file that cannot be taken: every error at once, each with its place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from services.membership.statutes.rules import Finding


class CooperativeFileError(Exception):
    """A file is not acceptable; ``problems`` holds one line for each thing that is wrong, ``findings`` their values."""

    def __init__(self, file: Path, located: Sequence[tuple[Finding, int]]) -> None:
        self.file = file
        self.findings = [finding for finding, _ in located]
        self.problems = [f"{file.name}{f':{line}' if line else ''}: {finding}" for finding, line in located]
        count = f"{len(located)} errors" if len(located) > 1 else "1 error"
        super().__init__("\n  ".join([f"{file} is not acceptable: {count}.", *self.problems]))


def located(findings: Sequence[Finding], lines: Mapping[tuple[str | int, ...], int]) -> list[tuple[Finding, int]]:
    """Give each finding its line, or that of the nearest group around it, in the order of the file."""
    return sorted(((one, _line(one.steps, lines)) for one in findings), key=lambda pair: pair[1])


def _line(steps: tuple[str | int, ...], lines: Mapping[tuple[str | int, ...], int]) -> int:
    while steps and steps not in lines:
        steps = steps[:-1]
    return lines.get(steps, 0)
