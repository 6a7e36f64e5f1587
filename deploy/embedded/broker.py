"""A private RabbitMQ: its own node, port mapper, accounts and data under one folder."""

from __future__ import annotations

import os
import shutil
import signal
from pathlib import Path

from deploy.embedded.broker_answers import listens, management_answers, speaks_amqp
from deploy.embedded.broker_home import lean_home
from deploy.embedded.broker_settings import PLUGINS, broker_environment, broker_settings
from deploy.embedded.errors import ServerMissing
from deploy.embedded.ports import free_ports
from deploy.embedded.process import Child, Program
from deploy.embedded.secret import kept_secret, write_private

_USER = "admin"
_BOOT_PATIENCE = 120.0


class Broker:
    """RabbitMQ with its management API and shovels, on 127.0.0.1 only, with one administrator and no guest."""

    def __init__(self, var: Path) -> None:
        self._home = var / "rabbitmq"
        self._home.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._password = kept_secret(self._home / "password")
        self._amqp, self._management, self._distribution, self._mapper = free_ports(4)
        environment = broker_environment(self._home, self._amqp, self._distribution, self._mapper)
        # The port mapper (epmd) would be started by Erlang as a daemon that outlives everyone: started by us, in the
        # foreground, it is a child like any other, and Erlang finds it already there.
        self._epmd = Child(
            Program(
                name="epmd",
                command=[_find_epmd(), "-address", "127.0.0.1", "-port", str(self._mapper)],
                environment=environment,
                folder=self._home,
            ),
            var,
        )
        self._node = Child(
            Program(
                name="rabbitmq",
                command=[str(lean_home(_find_installation(), self._home / "installation", PLUGINS))],
                environment=environment,
                folder=self._home,
                graceful=signal.SIGTERM,
                # Killed at once when orphaned: what was confirmed is on disk, and an orderly stop may hang for long.
                orphaned=signal.SIGKILL,
            ),
            var,
        )

    @property
    def url(self) -> str:
        """`amqp://admin:secret@127.0.0.1:port/`, the administrator's."""
        return f"amqp://{_USER}:{self._password}@127.0.0.1:{self._amqp}/"

    @property
    def management(self) -> str:
        """`http://admin:secret@127.0.0.1:port`, the management API."""
        return f"http://{_USER}:{self._password}@127.0.0.1:{self._management}"

    @property
    def pid(self) -> int | None:
        """The node's process id while it runs."""
        return self._node.pid

    @property
    def pids(self) -> list[int]:
        """The process ids of the node and of its port mapper."""
        return [pid for pid in (self._node.pid, self._epmd.pid) if pid is not None]

    def launch(self) -> None:
        """Start booting, without waiting for the end of it (about 6 s)."""
        self._discard_unfinished_first_boot()
        write_private(
            self._home / "rabbitmq.conf",
            broker_settings(self._amqp, self._management, _USER, self._password),
        )
        write_private(self._home / "enabled_plugins", f"[{','.join(PLUGINS)}].\n")
        self._epmd.start()
        self._epmd.wait_until(lambda: listens(self._mapper), patience=10.0)
        self._node.start()

    def await_answer(self) -> None:
        """Wait until the management API and AMQP really answer; raises EmbeddedError when they do not."""
        self._node.wait_until(
            lambda: management_answers(self._management, _USER, self._password) and speaks_amqp(self._amqp),
            _BOOT_PATIENCE,
        )
        (self._home / "booted").touch()

    def start(self) -> None:
        """Start, and return once the broker answers; the ports stay the same over restarts."""
        self.launch()
        self.await_answer()

    def stop(self) -> None:
        """Stop in good order; returns when nothing of it runs any more.

        It takes 6 s, of which 5 are RabbitMQ's own: its statistics, told to end, ask Erlang's application controller,
        which waits for them to end, until the question times out.
        """
        self._node.stop()
        self._epmd.stop(patience=1.0)

    def discard(self) -> None:
        """Stop for good, saving nothing; returns when nothing of it runs any more."""
        self._node.kill()
        self._epmd.stop(patience=1.0)

    def kill(self) -> None:
        """End the node at once, as a power cut would; start() brings it back."""
        self._node.kill()

    def restart(self) -> None:
        """Stop and start again on the same ports and data."""
        self.stop()
        self.start()

    def _discard_unfinished_first_boot(self) -> None:
        """RabbitMQ makes its first account once, late in its first boot: cut short, it would never answer us."""
        if not (self._home / "booted").exists():
            shutil.rmtree(self._home / "data", ignore_errors=True)


def _find_installation() -> Path:
    """Find Debian's installation; its `/usr/sbin/rabbitmq-server` insists on changing to the system account."""
    scripts = sorted(Path("/usr/lib/rabbitmq/lib").glob("rabbitmq_server-*/sbin/rabbitmq-server"))
    if not scripts:
        raise ServerMissing("RabbitMQ is not installed: apt-get install rabbitmq-server, or set ROCHDALE_AMQP")
    return scripts[-1].parent.parent


def _find_epmd() -> str:
    found = shutil.which("epmd", path=os.environ.get("PATH", "") + ":/usr/bin:/usr/local/bin")
    if found:
        return found
    bundled = sorted(Path("/usr/lib/erlang").glob("erts-*/bin/epmd"))
    if not bundled:
        raise ServerMissing("Erlang's epmd is not installed: apt-get install rabbitmq-server, or set ROCHDALE_AMQP")
    return str(bundled[-1])
