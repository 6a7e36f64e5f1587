"""A server as our child: tied to our life, logging to a file, never left behind."""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from deploy.embedded.errors import EmbeddedError

_PR_SET_PDEATHSIG = 1
# Loaded before any fork: the moments between fork and exec must not import or allocate much.
_LIBC = ctypes.CDLL(None, use_errno=True)


@dataclass(frozen=True, slots=True)
class Account:
    """The system account a server runs under, where it is not ours."""

    name: str
    uid: int
    gid: int


@dataclass(frozen=True, slots=True)
class Program:
    """How to run one server."""

    name: str
    """Names the log (`var/log/<name>.log`) and the note of its process id (`var/run/<name>`)."""
    command: Sequence[str]
    environment: Mapping[str, str]
    folder: Path
    graceful: signal.Signals = signal.SIGTERM
    """Asks for an orderly stop."""
    orphaned: signal.Signals = signal.SIGKILL
    """Sent by the kernel when this process dies without having stopped the server."""
    account: Account | None = None


@dataclass
class Child:
    """One running server.

    The kernel sends `orphaned` when the *thread* that started the server ends: start servers from a thread that
    lives as long as they shall, which is why nothing here starts threads.
    """

    program: Program
    var: Path
    _process: subprocess.Popen[bytes] | None = field(default=None, repr=False)

    @property
    def log(self) -> Path:
        """Where the server's output goes."""
        return self.var / "log" / f"{self.program.name}.log"

    @property
    def pid(self) -> int | None:
        """The server's process id while it runs."""
        return self._process.pid if self._process is not None and self._process.poll() is None else None

    def start(self) -> None:
        """Start the server; returns at once. What a crashed suite left of it in this folder is ended first."""
        if self.pid is not None:
            return
        end_leftover(self._note)
        self.log.parent.mkdir(parents=True, exist_ok=True)
        account = self.program.account
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                list(self.program.command),
                cwd=self.program.folder,
                env=dict(self.program.environment),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                # A session of its own: Ctrl-C in the terminal reaches us alone, and we stop servers in order.
                start_new_session=True,
                preexec_fn=_die_with(os.getpid(), self.program.orphaned),
                user=account.uid if account else None,
                group=account.gid if account else None,
                extra_groups=[account.gid] if account else None,
            )
        _write_note(self._note, self._process.pid)

    def stop(self, patience: float = 30.0, *, by: signal.Signals | None = None) -> None:
        """Ask the server to stop, kill it and what it started after `patience` seconds, and wait for its end."""
        if self._process is None:
            return
        if self._process.poll() is None:
            self._process.send_signal(by or self.program.graceful)
            try:
                self._process.wait(patience)
            except subprocess.TimeoutExpired:
                self.kill()
        self._process = None
        self._note.unlink(missing_ok=True)

    def kill(self) -> None:
        """End the server and what it started at once, as a crash would."""
        if self._process is None or self._process.poll() is not None:
            return
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()

    def wait_until(self, answers: Callable[[], bool], patience: float) -> None:
        """Wait until `answers()`; raises EmbeddedError with the end of the log if the server ends or stays silent."""
        deadline = time.monotonic() + patience
        while not answers():
            if self.pid is None:
                raise self._failure("stopped while starting")
            if time.monotonic() > deadline:
                raise self._failure(f"did not answer within {patience:.0f} s")
            time.sleep(0.05)

    def _failure(self, what: str) -> EmbeddedError:
        return EmbeddedError(f"{self.program.name} {what}; the end of {self.log}:\n{self.tail()}")

    def tail(self, lines: int = 20) -> str:
        """Read the last lines of the log."""
        try:
            return "\n".join(self.log.read_text(errors="replace").splitlines()[-lines:])
        except OSError:
            return "(no log)"

    @property
    def _note(self) -> Path:
        return self.var / "run" / self.program.name


def end_leftover(note: Path, patience: float = 10.0) -> None:
    """End the server that a crashed suite noted down, unless its process id meanwhile belongs to another process."""
    try:
        pid_text, started = note.read_text().split()
    except (OSError, ValueError):
        return
    pid = int(pid_text)
    deadline = time.monotonic() + patience
    # The kernel has told it to stop when its suite died; it may only need the time to finish.
    while _start_of(pid) == started:
        if time.monotonic() > deadline:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(pid, signal.SIGKILL)
        time.sleep(0.05)
    note.unlink(missing_ok=True)


def _die_with(parent: int, fatal: signal.Signals) -> Callable[[], None]:
    """Build the step between fork and exec that ties the child to its parent (prctl(2), PR_SET_PDEATHSIG).

    The setting survives exec, and the change of account comes before this step, which would undo it.
    """

    def tie() -> None:
        _LIBC.prctl(_PR_SET_PDEATHSIG, int(fatal), 0, 0, 0)
        if os.getppid() != parent:
            os._exit(1)

    return tie


def _write_note(note: Path, pid: int) -> None:
    note.parent.mkdir(parents=True, exist_ok=True)
    note.write_text(f"{pid} {_start_of(pid)}\n")


def _start_of(pid: int) -> str | None:
    """Read when a process started (clock ticks since boot, proc(5) field 22): with its id it is unmistakable."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return None
    fields = stat[stat.rindex(")") + 2 :].split()
    return None if fields[0] == "Z" else fields[19]
