"""The private servers: they answer, they keep their data, and they leave nothing behind."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from base64 import b64encode
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import psycopg2
import pytest

from deploy.embedded import EmbeddedError, EmbeddedServers, FolderInUse
from deploy.embedded.broker_answers import speaks_amqp
from deploy.embedded.cluster_place import cluster_account, cluster_place
from deploy.embedded.ports import free_ports

ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="module")
def var(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder under pytest's own, which is 0700: where we are root, the account of PostgreSQL cannot reach it."""
    return tmp_path_factory.mktemp("embedded") / "var"


@pytest.fixture(scope="module")
def servers(var: Path) -> Iterator[EmbeddedServers]:
    with pytest.MonkeyPatch.context() as environment:
        for name in ("ROCHDALE_AMQP", "ROCHDALE_MANAGEMENT", "ROCHDALE_DATABASE"):
            environment.delenv(name, raising=False)
        with EmbeddedServers(var, lambda _: None, fsync=False) as started:
            yield started


def ask(management: str, method: str, path: str, body: object = None, user: str | None = None) -> object:
    """Call the broker's management API."""
    parts = urlsplit(management)
    credentials = b64encode((user or f"{parts.username}:{parts.password}").encode()).decode()
    request = urllib.request.Request(
        f"http://{parts.hostname}:{parts.port}/api{path}",
        method=method,
        data=None if body is None else json.dumps(body).encode(),
        headers={"Authorization": f"Basic {credentials}", "Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request, timeout=10) as answer:
        text = answer.read()
    return json.loads(text) if text else None


def query(url: str, statement: str) -> object:
    """Run one statement and return the first column of its first row, if it has any."""
    connection = psycopg2.connect(url)
    try:
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute(statement)
            row = cursor.fetchone() if cursor.description else None
            return row[0] if row else None
    finally:
        connection.close()


def runs(pid: int) -> bool:
    """Tell whether a process lives; a zombie does not."""
    try:
        return ") Z " not in Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return False


def listening_addresses(pids: list[int]) -> set[str]:
    """Collect the local addresses on which these processes accept connections (/proc/net/tcp, IPv4 and IPv6)."""
    inodes = set()
    for pid in pids:
        for descriptor in Path(f"/proc/{pid}/fd").iterdir():
            try:
                inodes.add(os.readlink(descriptor))
            except OSError:
                continue
    found = set()
    for table in ("/proc/net/tcp", "/proc/net/tcp6"):
        for line in Path(table).read_text().splitlines()[1:]:
            columns = line.split()
            if columns[3] == "0A" and f"socket:[{columns[9]}]" in inodes:
                found.add(columns[1].split(":")[0])
    return found


def test_the_broker_speaks_amqp_and_has_its_plugins(servers: EmbeddedServers) -> None:
    """Messages go through the broker, and shovels can be asked for."""
    assert speaks_amqp(urlsplit(servers.amqp_admin).port or 0)
    assert ask(servers.management, "GET", "/shovels") == []
    assert ask(servers.management, "GET", "/aliveness-test/%2F") == {"status": "ok"}


def test_there_is_no_guest(servers: EmbeddedServers) -> None:
    """The well-known default account does not exist."""
    with pytest.raises(urllib.error.HTTPError, match="401"):
        ask(servers.management, "GET", "/whoami", user="guest:guest")


def test_the_database_answers_and_knows_our_password_only(servers: EmbeddedServers) -> None:
    """A query is answered; without the password nobody gets in."""
    assert query(servers.database_admin, "select 1") == 1
    password = urlsplit(servers.database_admin).password or ""
    with pytest.raises(psycopg2.OperationalError, match="password"):
        query(servers.database_admin.replace(password, "wrong"), "select 1")


def test_everything_listens_on_the_loopback_only(servers: EmbeddedServers) -> None:
    """Nothing of ours can be reached from another machine."""
    loopback = {"0100007F", "00000000000000000000000001000000"}
    found = listening_addresses(servers.broker.pids + servers.postgres.pids)
    assert found and found <= loopback


def test_passwords_are_readable_by_their_owner_only(servers: EmbeddedServers, var: Path) -> None:
    """The kept secrets have mode 600."""
    for name in ("rabbitmq/password", "rabbitmq/rabbitmq.conf", "postgres-password"):
        assert (var / name).stat().st_mode & 0o777 == 0o600


def test_a_second_suite_on_the_same_folder_is_refused(servers: EmbeddedServers, var: Path) -> None:
    """Two suites would spoil each other's data; the first one is not disturbed."""
    with pytest.raises(FolderInUse, match="already runs on .*var"), EmbeddedServers(var, lambda _: None):
        pass
    assert query(servers.database_admin, "select 1") == 1


def test_data_survive_a_restart_of_each_server(servers: EmbeddedServers) -> None:
    """A durable exchange and a table are there again, at the same addresses."""
    ask(servers.management, "PUT", "/exchanges/%2F/kept", {"type": "topic", "durable": True})
    query(servers.database_admin, "create table kept (n int); insert into kept values (7)")
    before = (servers.amqp_admin, servers.management, servers.database_admin)
    servers.broker.restart()
    servers.postgres.restart()
    assert (servers.amqp_admin, servers.management, servers.database_admin) == before
    kept = ask(servers.management, "GET", "/exchanges/%2F/kept")
    assert isinstance(kept, dict) and kept["durable"]
    assert query(servers.database_admin, "select n from kept") == 7


def test_a_crashed_database_starts_again(servers: EmbeddedServers) -> None:
    """The stale process id and shared memory of a killed postmaster are no obstacle."""
    query(servers.database_admin, "create table after_crash as select 3 as n")
    servers.postgres.kill()
    servers.postgres.start()
    assert query(servers.database_admin, "select n from after_crash") == 3


_SUITE = """
import sys, time
from pathlib import Path
from deploy.embedded import EmbeddedServers
with EmbeddedServers(Path(sys.argv[1]), lambda _: None, fsync=False) as servers:
    print(servers.management, servers.database_admin, *servers.broker.pids, *servers.postgres.pids, flush=True)
    sys.stdin.read()
"""


def start_suite(var: Path) -> tuple[subprocess.Popen[str], str, str, list[int]]:
    """Run the servers from another process; it ends in good order when its input ends."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("ROCHDALE_")}
    suite = subprocess.Popen(
        [sys.executable, "-c", _SUITE, str(var)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=environment | {"PYTHONPATH": str(ROOT)},
    )
    assert suite.stdout is not None
    management, database, *pids = suite.stdout.readline().split()
    return suite, management, database, [int(pid) for pid in pids]


def await_end(pids: list[int]) -> list[int]:
    """Wait for processes to end; returns those that did not within 20 s."""
    deadline = time.monotonic() + 20
    while any(map(runs, pids)) and time.monotonic() < deadline:
        time.sleep(0.05)
    return [pid for pid in pids if runs(pid)]


def test_nothing_outlives_the_suite_and_the_data_do(tmp_path: Path) -> None:
    """Killed outright or ended in good order, a suite leaves no process, and the next one finds the data."""
    suite, management, database, pids = start_suite(tmp_path / "var")
    ask(management, "PUT", "/vhosts/kept", {})
    query(database, "create table kept as select 5 as n")
    suite.kill()
    suite.communicate()
    assert await_end(pids) == []

    suite, management, database, pids = start_suite(tmp_path / "var")
    assert len(pids) == 3 and all(map(runs, pids))
    assert isinstance(ask(management, "GET", "/vhosts/kept"), dict)
    assert query(database, "select n from kept") == 5
    suite.communicate("")
    assert suite.returncode == 0
    assert [pid for pid in pids if runs(pid)] == []


def test_given_servers_are_used_and_never_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """ROCHDALE_AMQP and ROCHDALE_DATABASE name the servers; the management API is guessed from the first."""
    monkeypatch.setenv("ROCHDALE_AMQP", "amqp://ops:s3@rabbit.example:5673/")
    monkeypatch.setenv("ROCHDALE_DATABASE", "postgresql://ops:s3@db.example/postgres")
    monkeypatch.delenv("ROCHDALE_MANAGEMENT", raising=False)
    with EmbeddedServers(tmp_path / "var", lambda _: None) as given:
        assert given.amqp_admin == "amqp://ops:s3@rabbit.example:5673/"
        assert given.management == "http://ops:s3@rabbit.example:15672"
        assert given.database_admin == "postgresql://ops:s3@db.example/postgres"
        with pytest.raises(EmbeddedError, match="not ours to stop"):
            given.broker.stop()


def test_ports_are_distinct_and_below_the_ephemeral_range() -> None:
    """A client that reconnects to a stopped server can never be given the server's own port."""
    ports = free_ports(50)
    lowest = int(Path("/proc/sys/net/ipv4/ip_local_port_range").read_text().split()[0])
    assert len(set(ports)) == 50
    assert max(ports) < lowest


@pytest.mark.skipif(os.geteuid() != 0, reason="only root runs PostgreSQL under another account")
def test_the_cluster_of_a_folder_that_is_gone_is_removed(tmp_path: Path) -> None:
    """Where the data had to lie elsewhere, deleting the folder deletes them, at the next start of any suite."""
    elsewhere, account = tmp_path / "elsewhere", cluster_account()
    (tmp_path / "var").mkdir()
    place = cluster_place(tmp_path / "var", account, elsewhere)
    assert place.is_relative_to(elsewhere)
    assert cluster_place(tmp_path / "var", account, elsewhere) == place
    (tmp_path / "var" / "postgres").unlink()
    (tmp_path / "other").mkdir()
    cluster_place(tmp_path / "other", account, elsewhere)
    assert not place.exists()
