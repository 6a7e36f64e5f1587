"""Tables and plans on the terminal."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from rich.console import Console
from rich.table import Table

if TYPE_CHECKING:
    from deploy.provisioning import Plan
    from deploy.provisioning.migrating import Migrated

# In a pipe or a log there is no width to fit into.
console = Console(highlight=False, width=None if sys.stdout.isatty() else 240)
_SIGNS = {"create": "[green]+[/]", "correct": "[yellow]~[/]", "remove": "[red]-[/]", "keep": "[cyan]![/]"}


def tell_table(columns: Sequence[str], rows: Iterable[Sequence[object]], empty: str) -> None:
    """Print rows under headings, or the sentence for none."""
    table = Table(*columns, box=None, pad_edge=False, header_style="bold")
    for row in rows:
        table.add_row(*("" if cell is None else str(cell) for cell in row))
    console.print(table if table.row_count else empty)


def tell_plan(plan: Plan) -> None:
    """Print every step of a plan with its sign."""
    for step in plan.steps:
        console.print(f" {_SIGNS[step.kind]} ", end="")
        console.print(step.says, markup=False)
    if plan.nothing_to_do:
        console.print("nothing to do")
    else:
        counts = {kind: sum(step.kind == kind for step in plan.steps) for kind in _SIGNS}
        named = {"create": "to create", "correct": "to correct", "remove": "to remove", "keep": "to decide by you"}
        console.print(", ".join(f"{count} {named[kind]}" for kind, count in counts.items() if count))


def tell_migrated(report: Sequence[Migrated]) -> None:
    """Print what became of each database."""
    rows = [
        (one.slug, one.service, one.before or "nothing", one.after or "as before", f"{one.seconds:.2f} s",
         one.problem or ("migrated" if one.changed else "already there"))
        for one in report
    ]  # fmt: skip
    tell_table(("cooperative", "service", "from", "to", "took", ""), rows, "nothing to migrate")
