"""What Linux tells of processes: who descends from whom, the memory they hold, and the processor time they took."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from pathlib import Path

_TICKS = os.sysconf("SC_CLK_TCK")


def descendants(pid: int) -> list[int]:
    """Return a process and all that it started."""
    children: dict[int, list[int]] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        fields = _fields(stat)
        if fields:
            children.setdefault(int(fields[1]), []).append(int(stat.parent.name))
    found = [pid]
    for one in found:
        found += children.get(one, [])
    return found


def pss(pid: int) -> float:
    """Return a process's proportional set size in KiB; 0 when it is gone."""
    try:
        text = Path(f"/proc/{pid}/smaps_rollup").read_text()
    except OSError:
        return 0.0
    found = re.search(r"^Pss:\s+(\d+) kB", text, re.MULTILINE)
    return float(found[1]) if found else 0.0


def processor_seconds(pids: Iterable[int]) -> float:
    """Return the processor time that processes took, those of their children included that have ended."""
    spent = 0
    for root in set(pids):
        fields = _fields(Path(f"/proc/{root}/stat"))
        # proc(5), fields 14 to 17: utime, stime, cutime, cstime.
        spent += sum(int(ticks) for ticks in fields[11:15])
    return spent / _TICKS


def command_line(pid: int) -> list[str]:
    """Return the words of a process's command line; none when it is gone."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().decode(errors="replace").split("\0")
    except OSError:
        return []


def _fields(stat: Path) -> list[str]:
    try:
        text = stat.read_text()
    except OSError:
        return []
    return text[text.rindex(")") + 2 :].split()
