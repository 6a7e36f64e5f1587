"""Runs the sections that are named, all of them otherwise, and prints the table; ends 0 unless something breaks."""

from __future__ import annotations

import argparse
import shutil
import tempfile
from collections.abc import Iterable
from contextlib import ExitStack
from pathlib import Path

from . import (
    ballots,
    batches,
    books,
    ledger_fec,
    members_import,
    memory,
    reads,
    register,
    rpc,
    standings,
    start,
    stv,
    tallying,
    verifying,
)
from .machine import machine
from .report import Report, console
from .suite import Servers, suite

SECTIONS = (
    "reads", "rpc", "batches", "books", "fec", "tally", "ballots", "memory", "standings", "register", "import", "start",
    "stv", "verify",
)  # fmt: skip


def main(given: Iterable[str] | None = None) -> None:
    """Measure."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description="Measures speed and memory.")
    parser.add_argument("section", nargs="*", choices=[*SECTIONS, []], help="which parts to measure; all by default")
    parser.add_argument("--quick", action="store_true", help="fewer and shorter rounds, for a first look")
    parser.add_argument("--var", type=Path, help="a folder to work in and keep; a temporary one by default")
    asked = parser.parse_args(given)
    sections = set(asked.section or SECTIONS)
    report = Report()
    with ExitStack() as stack:
        var = asked.var or Path(tempfile.mkdtemp(prefix="rochdale-bench-"))
        if asked.var is None:
            stack.callback(shutil.rmtree, var, ignore_errors=True)
        if "start" in sections:
            start.measure(report, var, asked.quick)
        if "stv" in sections:
            stv.measure(report, var, asked.quick)
        if "verify" in sections:
            verifying.measure(report, var, asked.quick)
        if sections - {"start", "stv", "verify"}:
            servers = stack.enter_context(Servers(var))
            console.print(machine(servers))
            if "rpc" in sections:
                rpc.measure(report, servers, asked.quick)
            if sections - {"start", "stv", "verify", "rpc"}:
                running = stack.enter_context(suite(servers))
                if "memory" in sections:  # before anything was asked of the suite
                    memory.measure(report, servers, running, asked.quick)
                if "reads" in sections:
                    reads.measure(report, servers, running, asked.quick)
                if "batches" in sections:
                    batches.measure(report, servers, running, asked.quick)
                if "books" in sections:
                    books.measure(report, running, asked.quick)
                if "fec" in sections:
                    ledger_fec.measure(report, running, asked.quick)
                if "tally" in sections:
                    tallying.measure(report, running, asked.quick)
                if "standings" in sections:
                    standings.measure(report, running, asked.quick)
                if "register" in sections:
                    register.measure(report, servers, running, asked.quick)
                if "ballots" in sections:  # last: its members stay
                    ballots.measure(report, running, asked.quick)
                if "import" in sections:  # after everything that counts the members of alpar
                    members_import.measure(report, running, asked.quick)
    report.show()


if __name__ == "__main__":
    main()
