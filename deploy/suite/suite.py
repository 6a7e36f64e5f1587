"""The whole suite on this machine: servers, provisioning, services and gateway, as children of this process."""

from __future__ import annotations

import contextlib
import os
import signal
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import TracebackType

import deploy
from deploy.cooperatives import CooperativeFile
from deploy.embedded import EmbeddedError, EmbeddedServers
from deploy.embedded.ports import free_ports
from deploy.embedded.process import Child, Program
from deploy.provisioning import Administration, Plan, Provisioning
from deploy.provisioning.credentials import KINDS, credentials_file

from .processes import HOSTS, PROCESSES, Address, command_of, credentials_of, environment_of
from .readiness import wait_ready
from .running import Running, noted

Say = Callable[[str], None]
_ROOT = Path(deploy.__path__[0]).parent
LOCAL = "127.0.0.1"
_PATIENCE = 120.0
_GRACE = 15.0


class Suite:
    """Everything embedded under ``var``, for as long as the ``with`` block lasts.

    Enter it from a thread that outlives the block: every child ends with that thread. ``port`` 0 chooses a free one.
    With ``keep=False`` nobody wants the data afterwards: all is ended at once.
    """

    def __init__(
        self, var: Path, cooperatives: Sequence[CooperativeFile], *, port: int = 0, fsync: bool = True,
        keep: bool = True, say: Say = print,
    ) -> None:  # fmt: skip
        self.var = var.resolve()
        self.cooperatives = cooperatives
        self.credentials = self.var / "credentials"
        self._say = say
        self._keep = keep
        self._servers = EmbeddedServers(
            self.var, say, fsync=fsync, keep=keep, meanwhile=self._provision_databases
        )
        self._address = Address(LOCAL, port or free_ports(1)[0])
        self._listen: dict[str, Address] = {}
        self._children: dict[str, Child] = {}
        self._open = contextlib.ExitStack()
        self._failures: dict[str, tuple[int, float]] = {}

    @property
    def url(self) -> str:
        """Where the API answers."""
        return f"http://{self._address}"

    @property
    def servers(self) -> EmbeddedServers:
        """The broker and the database."""
        return self._servers

    @property
    def pids(self) -> dict[str, int]:
        """The process ids of the services and the gateway."""
        return {name: child.pid for name, child in self._children.items() if child.pid is not None}

    def listens(self, process: str) -> str:
        """Return the URL of a process's ``/live``, ``/ready`` and ``/metrics``."""
        return f"http://{self._listen[process]}"

    def start(self) -> None:
        """Start everything; returns when ``/ready`` answers 200. Nothing is left running when that fails."""
        began = time.monotonic()
        try:
            self._open.enter_context(self._servers)
            # Registered after the servers, so ended before them.
            self._open.callback(self._stop_children)
            self._provision_broker()
            listen = {name: self.listens(name) for name in PROCESSES}
            running = Running(self.url, os.getpid(), listen, self._administration())
            self._open.enter_context(noted(self.var, running))
            wait_ready(self.url, _PATIENCE, self._nobody_ended)
            self._say(f"ready after {time.monotonic() - began:.1f} s")
        except BaseException:
            self._stop_children()
            self.stop()
            raise

    def found(self, cooperative: CooperativeFile) -> None:
        """Provision one more cooperative while all the others are served; returns when it is served too."""
        self.cooperatives = [*self.cooperatives, cooperative]
        provisioning = Provisioning(self._administration(), self.cooperatives, self.credentials)
        try:
            report = provisioning.carry_out(provisioning.plan(migrate=True))
        finally:
            provisioning.close()
        if problems := [f"{one.service} of {one.slug}: {one.problem}" for one in report if one.problem]:
            raise EmbeddedError("some databases could not be brought to their schema:\n" + "\n".join(problems))
        wait_ready(self.url, _PATIENCE, self._nobody_ended)

    def stop(self) -> None:
        """Stop everything in order: the gateway, the services, the servers."""
        self._open.close()

    def tend(self) -> None:
        """Start again what has ended by itself, a little later each time; to be called about every second."""
        now = time.monotonic()
        for name, child in self._children.items():
            if child.pid is not None:
                continue
            count, due = self._failures.get(name, (0, 0.0))
            if due == 0.0:
                delay = min(2.0**count, 30.0)
                self._failures[name] = (count + 1, now + delay)
                self._say(f"{name} ended by itself (see {child.log}); starting it again in {delay:.0f} s")
            elif now >= due:
                self._failures[name] = (count, 0.0)
                child.start()

    def __enter__(self) -> Suite:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def _administration(self) -> Administration:
        return Administration(self._servers.amqp_admin, self._servers.management, self._servers.database_admin)

    def _provision_databases(self, _servers: EmbeddedServers) -> None:
        """Provision the database while the broker boots; the processes, started here, load their code meanwhile."""
        self._start_children()
        began = time.monotonic()
        self._provisioning = Provisioning(self._administration(), self.cooperatives, self.credentials)
        plan = self._provisioning.plan_databases(migrate=True)
        report = self._provisioning.carry_out(plan)
        if problems := [f"{one.service} of {one.slug}: {one.problem}" for one in report if one.problem]:
            raise EmbeddedError("some databases could not be brought to their schema:\n" + "\n".join(problems))
        self._tell_provisioned("databases", plan, began)

    def _provision_broker(self) -> None:
        began = time.monotonic()
        try:
            plan = self._provisioning.plan_broker()
            self._provisioning.carry_out(plan)
        finally:
            self._provisioning.close()
        self._tell_provisioned("vhosts", plan, began)

    def _tell_provisioned(self, what: str, plan: Plan, began: float) -> None:
        done = "nothing to do" if plan.nothing_to_do else f"{len(plan.steps)} steps"
        self._say(f"{what} of {len(self.cooperatives)} cooperatives: {done} ({time.monotonic() - began:.1f} s)")

    def _start_children(self) -> None:
        # Those of the last time name other ports: the processes wait for the new ones, written when all else is done.
        for kind in KINDS:
            credentials_file(self.credentials, kind).unlink(missing_ok=True)
        ports = free_ports(len(HOSTS))
        self._listen = {name: Address(LOCAL, port) for name, port in zip(HOSTS, ports, strict=True)}
        self._listen["gateway"] = self._address
        for name in PROCESSES:
            file = credentials_of(name, self.credentials)
            child = Child(
                Program(
                    name=name,
                    command=command_of(name, file, self._listen[name]),
                    # Letters are written to a folder, unless the operator says where mail goes.
                    environment={"ROCHDALE_MAIL_FOLDER": str(self.var / "mail"), **environment_of(name, file)},
                    folder=_ROOT,
                ),
                self.var,
            )
            self._children[name] = child
            child.start()
        self._say(f"starting {', '.join(PROCESSES)}")

    def _nobody_ended(self) -> None:
        for name, child in self._children.items():
            if child.pid is None:
                raise EmbeddedError(f"{name} ended while starting; the end of {child.log}:\n{child.tail()}")

    def _stop_children(self) -> None:
        if not self._children:
            return
        if not self._keep:
            for name, child in self._children.items():
                if name not in HOSTS:  # removes the folder of its metrics, which lies elsewhere
                    child.stop(_GRACE, by=signal.SIGINT)
                child.kill()
            self._children.clear()
            return
        # The gateway first, so that nobody is promised an answer that no service gives any more.
        if "gateway" in self._children:
            self._children["gateway"].stop(_GRACE)
        with ThreadPoolExecutor(len(HOSTS)) as stopping:
            list(stopping.map(lambda child: child.stop(_GRACE), self._children.values()))
        self._children.clear()
