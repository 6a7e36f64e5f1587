"""What was measured, and the table that tells it."""

from __future__ import annotations

from dataclasses import dataclass, field
from statistics import median
from typing import TypeVar

from rich.console import Console
from rich.table import Table

T = TypeVar("T")
console = Console(width=140, highlight=False)


@dataclass(frozen=True)
class Line:
    """One line of the table: a figure, what it is measured against, their ratio and the target, each as text."""

    section: str
    what: str
    figure: str
    against: str = ""
    ratio: str = ""
    target: str = ""
    met: bool | None = None


@dataclass
class Report:
    """Collects the lines of all sections."""

    lines: list[Line] = field(default_factory=list)

    def add(self, section: str, what: str, figure: str, *, against: str = "", ratio: str = "", target: str = "",
            met: bool | None = None) -> None:  # fmt: skip
        """Add a line, and tell it at once."""
        line = Line(section, what, figure, against, ratio, target, met)
        self.lines.append(line)
        parts = [figure, against and f"against {against}", ratio, target and f"target {target}", _verdict(met)]
        console.print(f"  {what}: " + " · ".join(part for part in parts if part))

    def show(self) -> None:
        """Print the table of everything."""
        table = Table(title="Speed and memory", title_justify="left")
        for heading in ("section", "what", "measured", "against", "ratio", "target", "met"):
            table.add_column(heading, justify="right" if heading in ("ratio", "target") else "left")
        last = ""
        for line in self.lines:
            if last and line.section != last:
                table.add_section()
            table.add_row(
                line.section if line.section != last else "", line.what, line.figure, line.against, line.ratio,
                line.target, _verdict(line.met),
            )  # fmt: skip
            last = line.section
        console.print(table)


def say(text: str) -> None:
    """Tell what is being done."""
    console.print(f"[dim]{text}[/dim]")


def middle(values: list[float]) -> float:
    """Return the median of the rounds."""
    return median(values)


def in_turn(contenders: list[T], rounds: int) -> list[T]:
    """Return the order of measuring: each round begins with the next contender, and every other one is reversed."""
    order: list[T] = []
    for number in range(rounds):
        start = number % len(contenders)
        turn = contenders[start:] + contenders[:start]
        order += turn if number % 2 == 0 else turn[::-1]
    return order


def _verdict(met: bool | None) -> str:
    return "" if met is None else "[green]yes[/green]" if met else "[red]no[/red]"
