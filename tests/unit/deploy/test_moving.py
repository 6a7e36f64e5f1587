"""A cooperative leaves with everything and arrives elsewhere with the same, or not at all."""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from sqlalchemy import text

from deploy.command import main
from deploy.cooperatives import HERE
from deploy.moving import Archive, MoveRefused, Settled, arrive, arriving, leave
from deploy.moving.proving import boards, books
from services.commons.clock import FixedClock
from services.commons.contract import SERVICES
from services.commons.registry import load_services
from services.commons.storage import Database
from tests.house import NOON, Desk, House, fresh_database, take_back
from tests.unit.ledger.books import entry
from tests.unit.ledger.capital.shares import buy
from tests.unit.ledger.proof.sealed import seal_all, shaped_books
from tests.unit.voting.hall import Hall

NAMES = ("D'Œuvre", "Müller\nzu Hof", "=1+1", 'de "la" Tour', "🐝 Noël", "\\N", "Ada; Martin", "Zoé")
HEADINGS = b"external_id,kind,first_name,last_name,category,joined_on\n"
REVISION = "0002_life"


@dataclass
class Place:
    """Where a cooperative is: its house, with the gateway's desk."""

    house: House
    gateway: Desk

    @property
    def databases(self) -> dict[str, Database]:
        """The database of each service."""
        return {name: self.house.databases[name] for name in SERVICES}

    def hall(self) -> Hall:
        """The voting desk with the short ways of a hall."""
        hall = object.__new__(Hall)
        hall.__dict__.update(self.house.voting.__dict__)
        return hall

    def leave(self, out: Path) -> Path:
        """Write the export."""
        urls = {name: database.url for name, database in self.databases.items()}
        leave(out, "alpar", "Alpar", (HERE / "alpar.yml").read_bytes(), urls)
        return out

    def arrive(self, file: Path, **told: Any) -> Settled:
        """Take an export in."""
        archive = Archive(file)
        try:
            urls = {name: database.url for name, database in self.databases.items()}
            return arrive(archive, urls, self.house.clock(), **told).settled
        finally:
            archive.close()

    def sql(self, service: str, statement: str) -> list[Any]:
        """Ask a database."""
        with self.databases[service].transaction() as session:
            return [tuple(row) for row in session.execute(text(statement))]

    def run(self, service: str, statement: str) -> None:
        """Change a database behind everybody's back."""
        with self.databases[service].transaction() as session:
            session.execute(text(statement))

    def reached(self) -> dict[str, int]:
        """Return the highest numbers that were given, and how many changes the trail holds."""
        asked = {
            "entry": ("ledger", "max(seq) FROM entries"), "feed": ("gateway", "max(seq) FROM feed"),
            "number": ("membership", "max(number) FROM members"),
            "change": ("membership", "max(seq) FROM changes"), "changes": ("membership", "count(*) FROM changes"),
        }  # fmt: skip
        return {name: int(self.sql(service, f"SELECT {what}")[0][0]) for name, (service, what) in asked.items()}


def opened(house: House, postgres: str) -> Place:
    """Open a place where alpar is founded and has done nothing yet."""
    load_services()
    house.open()
    gateway = Desk("gateway", "alpar", fresh_database(postgres, "gateway", "alpar"), house.clock)
    house.databases["gateway"] = gateway.database
    found = Place(house, gateway)
    for service in SERVICES:
        found.run(service, "CREATE TABLE alembic_version (version_num varchar(32) PRIMARY KEY)")
        found.run(service, f"INSERT INTO alembic_version VALUES ('{REVISION}')")
    return found


@pytest.fixture
def place(house: Callable[..., House], postgres: str) -> Callable[[], Place]:
    """Open such a place, as often as one is asked for."""
    return lambda: opened(house("alpar"), postgres)


@pytest.fixture(scope="module")
def left(postgres: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the export of alpar with members, shares, entries, a secret election, a key and a feed."""
    found = opened(House("alpar", postgres, FixedClock(NOON)), postgres)
    home = found.house
    lines = "".join(
        f'M{number},natural_person,Ada,"{name.replace(chr(34), chr(34) * 2)}",member,2025-01-0{number}\n'
        for number, name in enumerate(NAMES, 1)
    )
    job = home.membership.run_job("import_members", upload=HEADINGS + lines.encode())
    assert job["counts"]["created"] >= 6, home.membership.lines(job)
    home.pump()
    members = [one["id"] for one in home.membership.do("list_members")["data"]]
    for member in members[:4]:
        buy(home, member, 1)
    shaped_books(home)
    seal_all(home.ledger.database, home.clock)
    hall = found.hall()
    _, poll_id = hall.sit(members, method="approval", seats=2, candidates=[{"member_id": one} for one in members[:3]])
    for credential in hall.credentials(poll_id):
        hall.cast(poll_id, credential, choices=[members[0], members[2]])
    hall.proclaim(poll_id)
    found.gateway.do("create_key", body={"name": "till", "preset": "read-only"})
    home.pump()
    file = found.leave(tmp_path_factory.mktemp("left") / "alpar.zip")
    home.close()
    take_back()
    return file


def content(file: Path) -> dict[str, bytes]:
    """Return what an export holds, by name."""
    with zipfile.ZipFile(file) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def rewritten(file: Path, out: Path, changed: Mapping[str, bytes | None]) -> Path:
    """Write an export with some of its files changed, or left out."""
    with zipfile.ZipFile(out, "w") as archive:
        for name, raw in {**content(file), **changed}.items():
            if raw is not None:
                archive.writestr(name, raw)
    return out


def test_only_its_owner_reads_the_file_and_what_cannot_be_written_is_said(tmp_path: Path, left: Path) -> None:
    """It holds personal data; a folder that is not there and a database that does not answer are no bugs."""
    assert left.stat().st_mode & 0o777 == 0o600
    (tmp_path / "credentials").mkdir()
    for service in SERVICES:
        access = {"alpar": {"database": "postgresql+psycopg2://alpar@127.0.0.1:1/alpar"}}
        (tmp_path / "credentials" / f"{service}.json").write_text(json.dumps(access))
    for out, code, why in ((tmp_path / "no" / "alpar.zip", 3, "cannot be written: No such file"),
                           (tmp_path / "alpar.zip", 1, "the database does not answer")):  # fmt: skip
        ended = CliRunner().invoke(main, ["coop", "export", "alpar", str(out), "--var", str(tmp_path)])
        assert (ended.exit_code, why in ended.output) == (code, True), ended.output
        assert not out.exists()


def is_empty(place: Place) -> bool:
    """Say whether no service of a place holds anything, and every trigger would speak up."""
    counts = [
        place.sql(service, f"SELECT count(*) FROM {table}")[0][0]
        for service, table in (("membership", "parties"), ("membership", "changes"), ("ledger", "entries"),
                               ("voting", "polls"), ("gateway", "feed"))
    ]  # fmt: skip
    silent = [place.sql(service, "SELECT count(*) FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'O'")[0][0]
              for service in SERVICES]  # fmt: skip
    return not any(counts) and not any(silent)


def test_it_arrives_equal_and_goes_on_where_it_was(
    left: Path, place: Callable[[], Place], tmp_path: Path, clock: FixedClock
) -> None:
    """Exported again it is the same file to the byte; entries, numbers, events and the feed go on after the last."""
    there = place()
    assert there.arrive(left) == Settled((), 0, 0, 0, 0, 0)
    assert content(there.leave(tmp_path / "again.zip")) == content(left)
    held = books(there.databases["ledger"], lambda what, done, of: None)
    assert held.holds and held.entries == held.chained > 10
    assert list(dict(boards(there.databases["voting"], clock)).values()) == [None]

    before, home = there.reached(), there.house
    home.membership.run_job("import_members", upload=HEADINGS + b"N1,natural_person,Eve,Neu,member,2026-01-02\n")
    told = home.pump()
    posted = home.ledger.do("post_entry", body=entry("606", "512", "1.00"))
    seal_all(home.ledger.database, clock)
    assert books(home.ledger.database, lambda what, done, of: None).holds
    told += home.pump()
    after = there.reached()
    assert int(posted["id"].removeprefix("ent_")) == before["entry"] + 1 == after["entry"]
    assert (after["number"], after["feed"]) == (before["number"] + 1, before["feed"] + told)
    assert after["change"] - before["change"] == after["changes"] - before["changes"] > 0


def test_what_was_on_its_way_arrives_too(left: Path, place: Callable[[], Place], tmp_path: Path) -> None:
    """An event that left for the old broker and did not get everywhere is told again; the old operator's keys end."""
    here, there = place(), place()
    here.arrive(left)
    taken = "FROM inbox WHERE type = 'membership.member.admitted.v1'"
    known = here.sql("ledger", f"SELECT id {taken} ORDER BY id")
    lost = here.sql("ledger", f"DELETE {taken} AND id IN (SELECT id {taken} ORDER BY id DESC LIMIT 2) RETURNING id")
    here.run("gateway", "UPDATE api_keys SET created_by = 'operator'")
    here.run("membership", "UPDATE outbox SET published_at = NULL WHERE seq = 1")
    settled = there.arrive(here.leave(tmp_path / "left.zip"))
    assert (settled.revoked, settled.told_again, settled.waiting) == (("till",), 2, 1)
    assert there.sql("gateway", "SELECT name FROM api_keys WHERE revoked_at IS NULL") == []
    pending = there.sql("membership", "SELECT id FROM outbox WHERE published_at IS NULL AND seq > 1")
    assert sorted(pending) == sorted(lost)
    there.house.pump()
    assert there.sql("ledger", f"SELECT id {taken} ORDER BY id") == known


def test_a_crash_in_the_middle_leaves_nothing_and_the_way_free(
    left: Path, place: Callable[[], Place], tmp_path: Path
) -> None:
    """Whatever ends it while the last service is loaded, all four are empty, and it arrives the next time."""
    there = place()

    def ends(service: str, table: str, done: int, of: int, seen: set[tuple[str, str]]) -> None:
        if (service, table) == ("gateway", "feed") and (service, table) in seen:
            raise KeyboardInterrupt
        seen.add((service, table))

    with pytest.raises(KeyboardInterrupt):
        there.arrive(left, told=partial(ends, seen=set()))
    assert is_empty(there)
    there.arrive(left)
    assert content(there.leave(tmp_path / "again.zip")) == content(left)


def test_an_end_between_two_commits_is_mended_by_doing_it_again(
    left: Path, place: Callable[[], Place], tmp_path: Path
) -> None:
    """Databases that hold exactly this export already are left as they are, the others filled; then all have it."""
    there = place()
    archive, urls = Archive(left), {name: database.url for name, database in there.databases.items()}
    with pytest.MonkeyPatch.context() as patched:
        real = arriving.settle

        def settles(connections: Mapping[str, Any], now: Any) -> Settled:
            done = real(connections, now)
            for name in ("membership", "ledger"):
                connections[name].commit()
            raise KeyboardInterrupt(done)

        patched.setattr(arriving, "settle", settles)
        with pytest.raises(KeyboardInterrupt):
            arrive(archive, urls, there.house.clock())
    archive.close()
    assert there.sql("ledger", "SELECT count(*) FROM entries") != [(0,)]
    assert there.sql("voting", "SELECT count(*) FROM polls") == [(0,)]
    there.arrive(left)
    assert content(there.leave(tmp_path / "again.zip")) == content(left)
    with pytest.raises(MoveRefused, match="has arrived already"):
        there.arrive(left)


def test_a_place_in_use_is_refused_and_left_as_it_is(left: Path, place: Callable[[], Place]) -> None:
    """A key that somebody made, or bylaws that were amended: it is not a place to arrive at."""
    there = place()
    there.gateway.do("create_key", body={"name": "till", "preset": "read-only"})
    with pytest.raises(MoveRefused, match="the gateway database of alpar holds something already"):
        there.arrive(left)
    assert there.sql("membership", "SELECT count(*) FROM parties") == [(0,)]
    amended = place()
    amended.run("voting", "INSERT INTO rulebook_versions SELECT layer, 2, effective_on, document, digest, 'res_1', "
                          "recorded_at FROM rulebook_versions WHERE layer = 'bylaws'")  # fmt: skip
    with pytest.raises(MoveRefused, match="the voting database of alpar holds something already"):
        amended.arrive(left)
    assert is_empty(amended)


def manifest(file: Path, change: Callable[[dict[str, Any]], Any]) -> dict[str, bytes]:
    """Return the manifest of an export with something else about its databases."""
    said = json.loads(content(file)["manifest.json"])
    change(said["databases"])
    return {"manifest.json": json.dumps(said).encode()}


def test_a_file_that_is_not_whole_is_refused_before_anything_is_written(
    left: Path, place: Callable[[], Place], tmp_path: Path
) -> None:
    """Changed, cut off, a table too few or too many, no export at all: each is told, and the place stays empty."""
    there = place()
    entries = content(left)["ledger/entries.csv"]
    cut = tmp_path / "cut.zip"
    cut.write_bytes(left.read_bytes()[:-2000])
    letter = tmp_path / "letter.zip"
    letter.write_bytes(b"Dear cooperative")
    rewrite = partial(rewritten, left, tmp_path / "tampered.zip")
    for file, why in (
        (lambda: rewrite({"ledger/entries.csv": entries.replace(b"Farine", b"Parfum")}),
         "entries of the ledger service is not what the manifest says"),
        (lambda: rewrite({"ledger/lines.csv": None}), "different tables: ledger/lines.csv"),
        (lambda: rewrite({"ledger/secret.csv": b"a\n1\n"}), "different tables: ledger/secret.csv"),
        (lambda: rewrite({"ledger/lines.csv": None, **manifest(left, lambda it: it["ledger"].pop("lines"))}),
         "the export lacks the table lines of the ledger service"),
        (lambda: rewrite(manifest(left, lambda it: it.pop("voting"))), "holds gateway, ledger, membership"),
        (lambda: rewrite({"manifest.json": None}), "manifest.json cannot be read"),
        (lambda: rewrite({"manifest.json": b'{"coop": "alpar", "databases": []}'}), "manifest.json cannot be read"),
        (lambda: cut, "no ZIP"),
        (lambda: letter, "no ZIP"),
    ):  # fmt: skip
        with pytest.raises(MoveRefused, match=why):
            there.arrive(file())
        assert is_empty(there)


def forged(left: Path, out: Path, name: str, change: Callable[[bytes], bytes]) -> Path:
    """Change a table and write its hash anew, as a forger would."""
    service, table = name.removesuffix(".csv").split("/")
    raw = change(content(left)[name])

    def told(said: dict[str, Any]) -> None:
        said[service][table]["sha256"] = hashlib.sha256(raw).hexdigest()

    return rewritten(left, out, {name: raw, **manifest(left, told)})


def test_rows_that_do_not_fit_are_refused_whatever_the_manifest_says(
    left: Path, place: Callable[[], Place], tmp_path: Path
) -> None:
    """Another schema, another cooperative, other founding texts, a reference to nothing: nothing of it is kept."""
    there = place()
    out = tmp_path / "forged.zip"
    ((digest,),) = there.sql("ledger", "SELECT digest FROM rulebook_versions WHERE layer = 'statutes'")
    other = {"manifest.json": content(left)["manifest.json"].replace(b'"coop": "alpar"', b'"coop": "coopaname"'),
             "coopaname.yml": b"", "alpar.yml": None}  # fmt: skip
    with pytest.raises(MoveRefused, match="calls itself coopaname, and holds what /coops/alpar/"):
        there.arrive(rewritten(left, out, other))
    for name, change, why in (
        ("voting/alembic_version.csv", lambda raw: b"version_num\n0003_new\n",
         "left with schema 0003_new, and the database here has 0002_life"),
        ("membership/memberships.csv", lambda raw: raw.replace(b"mbr_", b"mbx_"),
         "memberships of the membership service does not fit"),
        ("ledger/entries.csv", lambda raw: raw.replace(b"seq,", b"nr,", 1),
         "entries of the ledger service has other columns"),
        ("ledger/rulebook_versions.csv", lambda raw: raw.replace(digest.encode(), b"0" * 64),
         "the statutes in the file of alpar here"),
    ):  # fmt: skip
        with pytest.raises(MoveRefused, match=why):
            there.arrive(forged(left, out, name, change))
        assert is_empty(there)
    there.arrive(left)
