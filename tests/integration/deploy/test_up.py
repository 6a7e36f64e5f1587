"""The whole suite by its command: it serves, every operator's command works on it, and nothing of it is left behind."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from deploy.suite import wait_ready

ROOT = Path(__file__).parents[3]
# Each HTTP worker opens its own connections when first asked: one may serve while its neighbour still begins to.
PATIENCE = 60.0
ENVIRONMENT = {name: value for name, value in os.environ.items() if not name.startswith("ROCHDALE_")} | {
    "PYTHONPATH": str(ROOT)
}


def command(*words: str) -> list[str]:
    """Return the command line of the command."""
    return [sys.executable, "-m", "deploy.command", *words]


@dataclass
class Up:
    """A suite that another process runs, and what it said."""

    process: subprocess.Popen[str]
    var: Path
    said: list[str]

    @property
    def url(self) -> str:
        """Where it answers."""
        return str(self.note["url"])

    @property
    def note(self) -> dict[str, object]:
        """What it notes for the other commands."""
        return dict(json.loads((self.var / "run" / "suite.json").read_text()))

    @property
    def keys(self) -> dict[str, str]:
        """The keys that it wrote."""
        return dict(json.loads((self.var / "keys.json").read_text()))

    def do(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Run another command on it."""
        return subprocess.run(
            command(*words, "--var", str(self.var)), env=ENVIRONMENT, capture_output=True, text=True, check=False
        )

    def get(self, path: str, key: str) -> httpx.Response:
        """Ask the API."""
        return httpx.get(self.url + path, headers={"Authorization": f"Bearer {key}"}, timeout=10, trust_env=False)


def start(var: Path) -> Up:
    """Start a suite and wait until it says where it answers."""
    process = subprocess.Popen(
        command("up", "--var", str(var), "--port", "0", "--demo-keys", str(var / "keys.json")),
        env=ENVIRONMENT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip
    assert process.stdout is not None
    said = []
    for line in process.stdout:
        said.append(line)
        if "Rochdale answers at" in line:
            return Up(process, var, said)
    raise AssertionError("".join(said))


def children(pid: int) -> list[int]:
    """List all processes that descend from one."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            text = stat.read_text()
        except OSError:
            continue
        if int(text[text.rindex(")") + 2 :].split()[1]) == pid:
            found += [int(stat.parent.name), *children(int(stat.parent.name))]
    return found


def left(pids: list[int], patience: float = 30.0) -> list[str]:
    """Wait until processes have ended, and describe those that have not."""
    deadline = time.monotonic() + patience
    while (living := [pid for pid in pids if _lives(pid)]) and time.monotonic() < deadline:
        time.sleep(0.1)
    return [Path(f"/proc/{pid}/cmdline").read_text().replace("\0", " ") for pid in living]


def _lives(pid: int) -> bool:
    try:
        return ") Z " not in Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return False


@pytest.fixture(scope="module")
def up(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Up]:
    """A suite of the four cooperatives, for all tests of this file."""
    suite = start(tmp_path_factory.mktemp("up") / "var")
    yield suite
    suite.process.terminate()
    suite.process.communicate(timeout=120)


def test_every_cooperative_is_served_with_its_key(up: Up) -> None:
    """Each of the four answers its own key, of mode 600, and no other's."""
    wait_ready(up.url, PATIENCE)
    assert (up.var / "keys.json").stat().st_mode & 0o777 == 0o600
    assert set(up.keys) == {"alpar", "alpine-aluminium", "cg-scop", "coopaname"}
    for slug, key in up.keys.items():
        assert up.get(f"/v1/coops/{slug}/members", key).status_code == 200
    assert up.get("/v1/coops/coopaname/members", up.keys["alpar"]).status_code == 403


def test_a_second_suite_on_the_same_folder_is_refused(up: Up) -> None:
    """The running one is not disturbed."""
    refused = up.do("up", "--port", "0")
    assert refused.returncode == 3 and "already runs" in refused.stderr
    wait_ready(up.url, PATIENCE)


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("provision", "--plan"), "nothing to do"),
        (("provision",), "nothing to do"),
        (("migrate",), "already there"),
        (("coop", "list"), "provisioned"),
        (("dead-letters", "list"), "no dead letters"),
        (("events", "replay", "--coop", "alpar", "--service", "voting"), ""),
        (("ledger", "check"), "checks hold"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_the_operators_commands_find_the_running_suite(up: Up, words: tuple[str, ...], says: str) -> None:
    """Without being told where the servers are, each does its work and ends well."""
    done = up.do(*words)
    assert done.returncode == 0, done.stderr
    assert says in done.stdout


def test_every_projection_can_be_rebuilt_while_the_suite_runs(up: Up) -> None:
    """Service by service, table by table, except those that other cooperatives' logs fill."""
    for service in ("membership", "ledger", "voting"):
        for table in up.do("events", "replay", "--coop", "alpar", "--service", service).stdout.split():
            done = up.do("events", "replay", "--coop", "alpar", "--service", service, "--projection", table)
            assert done.returncode == 0 or "their logs are theirs" in done.stderr, done.stderr


def test_a_key_is_made_listed_and_revoked(up: Up) -> None:
    """It opens what it may, is shown without its secret, and soon opens nothing."""
    key = up.do("key", "create", "--coop", "alpar", "--preset", "read-only", "--expires", "1").stdout.strip()
    assert up.get("/v1/coops/alpar/members", key).status_code == 200
    identity = f"key_{key.split('_')[2]}"
    listed = up.do("key", "list", "--coop", "alpar").stdout
    assert identity in listed and key.rpartition("_")[2] not in listed
    assert up.do("key", "revoke", identity, "--coop", "alpar").returncode == 0
    # Each worker of the gateway believes what it asked for ten seconds; all of them must have forgotten.
    deadline, closed = time.monotonic() + 40, 0
    while closed < 10 and time.monotonic() < deadline:
        closed = closed + 1 if up.get("/v1/coops/alpar/members", key).status_code == 401 else 0
        time.sleep(0.25)
    assert closed == 10
    missing = up.do("key", "revoke", "key_none", "--coop", "alpar")
    assert missing.returncode == 3 and "key_none" in missing.stderr


def test_a_process_that_ends_by_itself_is_started_again(up: Up) -> None:
    """The crash of a service is mended without the operator."""
    ledger = next(pid for pid in children(up.process.pid) if "services.commons.host\0ledger" in _command_line(pid))
    os.kill(ledger, signal.SIGKILL)
    left([ledger])
    done = subprocess.run(command("ready", up.url, "--wait", "60"), env=ENVIRONMENT, check=False)
    assert done.returncode == 0
    assert up.get("/v1/coops/alpar/accounts", up.keys["alpar"]).status_code == 200


def _command_line(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_text()
    except OSError:
        return ""


def test_nothing_is_left_when_it_is_stopped_or_killed_and_the_data_stay(tmp_path: Path) -> None:
    """Terminated it ends in order with 0; killed outright its processes end too; the next one finds data and keys."""
    suite = start(tmp_path / "var")
    pids, keys = children(suite.process.pid), suite.keys
    assert len(pids) >= 8
    suite.process.terminate()
    rest, _ = suite.process.communicate(timeout=120)
    assert suite.process.returncode == 0 and "stopped" in rest
    assert left(pids) == [] and not (tmp_path / "var" / "run" / "suite.json").exists()

    suite = start(tmp_path / "var")
    assert suite.keys == keys and any("databases of 4 cooperatives: nothing to do" in line for line in suite.said)
    assert suite.get("/v1/coops/alpar/members", keys["alpar"]).status_code == 200
    pids = children(suite.process.pid)
    suite.process.kill()
    suite.process.communicate(timeout=120)
    assert left(pids) == []
