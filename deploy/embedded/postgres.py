"""A private PostgreSQL: its own cluster, port and superuser under one folder."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
from pathlib import Path

import psycopg2

from deploy.embedded.cluster_place import cluster_account, cluster_place
from deploy.embedded.errors import EmbeddedError, ServerMissing
from deploy.embedded.ports import free_ports
from deploy.embedded.process import Child, Program
from deploy.embedded.secret import kept_secret, write_private

_USER = "rochdale"
_PATIENCE = 60.0

# Every host connection proves its password; there is no other way in, and no socket file.
_HOST_ACCESS = "host all all 127.0.0.1/32 scram-sha-256\n"


class Postgres:
    """PostgreSQL on 127.0.0.1 only, with one superuser whose password is made once and kept in the folder.

    `fsync=False` makes tests quicker and loses data on a power cut (not on a crash of the server).
    """

    def __init__(self, var: Path, *, fsync: bool = True) -> None:
        self._programs = _find_programs()
        self._account = cluster_account()
        self._password = kept_secret(var / "postgres-password")
        self._place = cluster_place(var, self._account)
        self._fsync = fsync
        (self._port,) = free_ports(1)
        self._environment = {
            name: value for name, value in os.environ.items() if not name.startswith("PG") and name != "HOME"
        } | {"HOME": str(self._place), "LC_ALL": "C.UTF-8"}
        self._child = Child(
            Program(
                name="postgres",
                command=[str(self._programs / "postgres"), "-D", str(self._data)],
                environment=self._environment,
                folder=self._place,
                # "Fast": ends sessions, writes a checkpoint. Orphaned, it does the same within a second.
                graceful=signal.SIGINT,
                orphaned=signal.SIGINT,
                account=self._account,
            ),
            var,
        )

    @property
    def url(self) -> str:
        """`postgresql://rochdale:secret@127.0.0.1:port/postgres`, the superuser's."""
        return f"postgresql://{_USER}:{self._password}@127.0.0.1:{self._port}/postgres"

    @property
    def pid(self) -> int | None:
        """The postmaster's process id while it runs."""
        return self._child.pid

    @property
    def pids(self) -> list[int]:
        """The process id of the postmaster (its sessions are its own children)."""
        return [self.pid] if self.pid is not None else []

    def launch(self) -> None:
        """Make the cluster if there is none (about 2 s) and start the server, without waiting for it to answer."""
        if not self._data.exists():
            self._initialise()
        self._write("postgresql.auto.conf", self._settings())
        self._write("pg_hba.conf", _HOST_ACCESS)
        if self._child.pid is None:
            self._child.start()

    def await_answer(self) -> None:
        """Wait until a query is answered; raises EmbeddedError when none is."""
        self._child.wait_until(self._answers, _PATIENCE)

    def start(self) -> None:
        """Start, and return once queries are answered; the port stays the same over restarts."""
        self.launch()
        self.await_answer()

    def stop(self) -> None:
        """Stop in good order: sessions are ended, a checkpoint is written."""
        self._child.stop()

    def discard(self) -> None:
        """Stop for good, saving nothing ("immediate"): sessions are cut off, what the memory holds is lost."""
        self._child.stop(patience=5.0, by=signal.SIGQUIT)

    def kill(self) -> None:
        """End the server and its sessions at once, as a power cut would; start() recovers from the log."""
        self._child.kill()

    def restart(self) -> None:
        """Stop and start again on the same port and data."""
        self.stop()
        self.start()

    @property
    def _data(self) -> Path:
        return self._place / "data"

    def _initialise(self) -> None:
        """Make the cluster under another name first: one cut short is never taken for a whole one."""
        draft = self._place / "data.new"
        if draft.exists():
            shutil.rmtree(draft)
        password = self._place / "initial-password"
        write_private(password, self._password + "\n")
        self._give(password)
        command = [
            str(self._programs / "initdb"),
            f"--pgdata={draft}",
            f"--username={_USER}",
            f"--pwfile={password}",
            "--auth=scram-sha-256",
            "--encoding=UTF8",
            "--locale=C.UTF-8",
        ]
        if not self._fsync:
            command.append("--no-sync")
        try:
            done = subprocess.run(
                command,
                cwd=self._place,
                env=self._environment,
                stdin=subprocess.DEVNULL,
                capture_output=True,
                text=True,
                check=False,
                user=self._account.uid if self._account else None,
                group=self._account.gid if self._account else None,
                extra_groups=[self._account.gid] if self._account else None,
            )
        finally:
            password.unlink(missing_ok=True)
        if done.returncode != 0:
            raise EmbeddedError(f"initdb failed:\n{done.stdout}{done.stderr}")
        draft.rename(self._data)

    def _settings(self) -> str:
        durable = "on" if self._fsync else "off"
        return "\n".join(
            [
                "listen_addresses = '127.0.0.1'",
                f"port = {self._port}",
                # The path of a socket file may have 107 bytes; a clone's may well be longer.
                "unix_socket_directories = ''",
                "password_encryption = 'scram-sha-256'",
                "max_connections = 300",
                "shared_buffers = '64MB'",
                "work_mem = '4MB'",
                "maintenance_work_mem = '32MB'",
                "max_wal_size = '512MB'",
                "jit = off",
                "max_parallel_workers_per_gather = 0",
                "autovacuum_naptime = '5min'",
                f"fsync = {durable}",
                # Even without fsync a commit reaches the system's cache: it survives a kill of the server.
                "synchronous_commit = on",
                f"full_page_writes = {durable}",
                # Statements and their values could hold personal data: errors are told to the client, not to the log.
                "log_min_error_statement = 'panic'",
                "log_min_messages = 'warning'",
                "log_timezone = 'UTC'",
                "timezone = 'UTC'",
                "",
            ]
        )

    def _write(self, name: str, text: str) -> None:
        write_private(self._data / name, text)
        self._give(self._data / name)

    def _give(self, file: Path) -> None:
        if self._account is not None:
            os.chown(file, self._account.uid, self._account.gid)

    def _answers(self) -> bool:
        try:
            connection = psycopg2.connect(self.url, connect_timeout=2)
        except psycopg2.OperationalError:
            return False
        connection.close()
        return True


def _find_programs() -> Path:
    """Find the folder of `initdb` and `postgres`: Debian's newest, else what PATH has."""
    debian = [place.parent for place in Path("/usr/lib/postgresql").glob("*/bin/initdb")]
    if debian:
        return max(debian, key=lambda place: int(place.parent.name) if place.parent.name.isdigit() else 0)
    found = shutil.which("initdb")
    if found and (Path(found).resolve().parent / "postgres").exists():
        return Path(found).resolve().parent
    raise ServerMissing("PostgreSQL is not installed: apt-get install postgresql, or set ROCHDALE_DATABASE")
