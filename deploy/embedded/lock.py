"""One suite per folder."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path
from types import TracebackType

from deploy.embedded.errors import FolderInUse


class FolderLock:
    """Hold `var/lock` for as long as this process lives; the kernel frees it however the process ends."""

    def __init__(self, var: Path) -> None:
        self._var = var
        self._file: int | None = None

    def acquire(self) -> None:
        """Take the lock; raises FolderInUse when another suite has it."""
        self._var.mkdir(parents=True, exist_ok=True)
        file = os.open(self._var / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            owner = os.pread(file, 20, 0).decode(errors="replace").strip() or "unknown"
            os.close(file)
            raise FolderInUse(
                f"another suite (process {owner}) already runs on {self._var}: stop it, or choose another folder"
            ) from None
        os.ftruncate(file, 0)
        os.pwrite(file, f"{os.getpid()}\n".encode(), 0)
        self._file = file

    def release(self) -> None:
        """Give the folder free; harmless when it is not held."""
        if self._file is not None:
            os.close(self._file)
            self._file = None

    def __enter__(self) -> FolderLock:
        self.acquire()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.release()
