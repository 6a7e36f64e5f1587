"""The commands that bring data in and out: what they send, what they show, and how they end."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import shutil
import threading
import zipfile
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import inspect

from deploy.cooperatives import HERE
from services.commons.contract import SERVICES
from tests.house import House, fresh_database
from tests.unit.deploy.test_command import run
from tests.unit.membership.sheets import with_members

PROBLEM = {"code": "formula_in_cell", "detail": "Nom: “=A1” begins like a formula.", "article": None}
REFUSED = {"line": 3, "outcome": "refused", "subject": None, "problem": PROBLEM}


class Gateway(BaseHTTPRequestHandler):
    """Answers an import as the gateway would; ``asked`` notes what came."""

    asked: list[tuple[str, str, dict[str, str], bytes]] = []
    refused = True

    def do_POST(self) -> None:
        """Take a sheet in, or refuse it at the door."""
        content = self.rfile.read(int(self.headers["Content-Length"]))
        self.asked.append(("POST", self.path, dict(self.headers), content))
        if b"xlsx" in content:
            return self._answer(413, {"code": "body_too_large", "detail": "At most 20000000 bytes."})
        progress = {"settled": 0, "total": None}
        return self._answer(202, {"id": "job_membership_1", "state": "queued", "progress": progress})

    def do_GET(self) -> None:
        """Tell of the job, its verdicts and the lines to mend."""
        self.asked.append(("GET", self.path, dict(self.headers), b""))
        if self.path.endswith("/refused-lines"):
            return self._answer(200, "to mend")
        if "/lines" in self.path:
            return self._answer(200, {"data": [REFUSED], "next_cursor": None})
        counts = {"created": 1, **({"refused": 1} if type(self).refused else {})}
        return self._answer(200, {"id": "job_membership_1", "state": "succeeded", "counts": counts,
                                  "progress": {"settled": 2, "total": 2}})  # fmt: skip

    def log_message(self, *_: Any) -> None:
        """Say nothing."""

    def _answer(self, status: int, body: Any) -> None:
        raw = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(raw)))
        self.end_headers()
        self.wfile.write(raw)


@pytest.fixture
def url() -> Iterator[str]:
    """Where a gateway answers."""
    server = HTTPServer(("127.0.0.1", 0), Gateway)
    Gateway.asked, Gateway.refused = [], True
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def sheet(tmp_path: Path) -> Path:
    """A sheet, and the key beside it."""
    (tmp_path / "key").write_text("rk_alpar_1_2\n")
    file = tmp_path / "members.csv"
    file.write_text("Nom;Prénom\nA;B\n=A1;C\n")
    return file


def send(url: str, sheet: Path, *more: str) -> Any:
    """Run the command on a sheet."""
    key = str(sheet.parent / "key")
    return run("import", "members", str(sheet), "--coop", "alpar", "--url", url, "--key-file", key, *more)


def test_a_sheet_is_sent_and_its_refused_lines_are_shown(url: str, sheet: Path) -> None:
    """Exit code 1 when a line is refused; the lines to mend are written where asked."""
    out = sheet.parent / "mend.csv"
    said = ("--map", "Né(e) le, où:birth_date", "--ignore", "Notes", "--refused", str(out))
    ended = send(url, sheet, "--dry-run", *said)
    assert ended.exit_code == 1, ended.output
    assert "1 would be created, 1 would be refused" in ended.output
    assert "formula_in_cell" in ended.output and out.read_text()
    method, path, headers, content = Gateway.asked[0]
    assert (method, content) == ("POST", sheet.read_bytes())
    assert path.startswith("/v1/coops/alpar/imports/members?") and "dry_run=true" in path and "ignore=Notes" in path
    assert headers["Authorization"] == "Bearer rk_alpar_1_2"
    assert path.count("%2C") == 0, "a comma in a column's name would part it in two"


def test_a_sheet_without_a_refused_line_ends_well(url: str, sheet: Path) -> None:
    """Exit code 0."""
    Gateway.refused = False
    ended = send(url, sheet)
    assert ended.exit_code == 0 and "1 created" in ended.output


def test_what_is_refused_at_the_door_ends_with_three(url: str, sheet: Path) -> None:
    """Nothing was changed, and the sentence says why; so it does when the key is none."""
    sheet.write_text("xlsx")
    ended = send(url, sheet)
    assert ended.exit_code == 3 and "body_too_large" in ended.output
    (sheet.parent / "key").write_text("{}")
    assert send(url, sheet).exit_code == 3


def test_a_file_of_statutes_is_explained(tmp_path: Path) -> None:
    """Each finding with its place, its law and what it means for members; exit code 1, else 0."""
    right = run("statutes", "check", str(HERE / "alpine-aluminium.yml"))
    assert right.exit_code == 0 and "sound and lawful" in right.output
    wrong = tmp_path / "alpine-aluminium.yml"
    shutil.copy(HERE / "alpine-aluminium.yml", wrong)
    wrong.write_text(wrong.read_text().replace('labour_share: "1/3"', 'labour_share: "1/10"'))
    ended = run("statutes", "check", str(wrong))
    assert ended.exit_code == 1
    for said in ("statutes.economy.surplus.labour_share", "at least 1/4", "Law 78-763, article 33", "For the members:"):
        assert said in ended.output
    assert "alpine-aluminium.yml:" in ended.output


@pytest.mark.parametrize("part", ["check", "show"])
def test_no_other_file_is_read_than_the_one_named(tmp_path: Path, part: str) -> None:
    """A draft beside the file in force, with another ending, is not taken for it."""
    shutil.copy(HERE / "alpar.yml", tmp_path / "alpar.yml")
    (tmp_path / "alpar.yaml").write_text("nonsense")
    ended = run("statutes", part, str(tmp_path / "alpar.yaml"))
    assert ended.exit_code == 2 and "SLUG.yml" in ended.output


def test_the_text_of_a_file_is_written(tmp_path: Path) -> None:
    """As Markdown on the terminal, or as PDF."""
    shown = run("statutes", "show", str(HERE / "coopaname.yml"), "--language", "en", "--layer", "bylaws")
    assert shown.exit_code == 0 and shown.output.startswith("# Bylaws of Coopaname")
    assert run("statutes", "show", str(HERE / "alpar.yml"), "--pdf", str(tmp_path / "a.pdf")).exit_code == 0
    assert (tmp_path / "a.pdf").read_bytes()[:5] == b"%PDF-"
    assert run("statutes", "show").exit_code == 2


def test_a_cooperative_is_exported_whole(house: Callable[..., House], postgres: str, tmp_path: Path) -> None:
    """Every table of its databases as CSV, with a hash that anybody can check; the text in force is read there too."""
    alpar = house("alpar")
    with_members(alpar, 3)
    alpar.open()
    databases = {**alpar.databases, "gateway": fresh_database(postgres, "gateway", "alpar")}
    folder = tmp_path / "var" / "credentials"
    folder.mkdir(parents=True)
    for service in SERVICES:
        url = databases[service].engine.url.render_as_string(hide_password=False)
        (folder / f"{service}.json").write_text(json.dumps({"alpar": {"amqp": "amqp://x", "database": url}}))
    out = tmp_path / "alpar.zip"
    ended = run("coop", "export", "alpar", str(out), "--var", str(tmp_path / "var"))
    assert ended.exit_code == 0, ended.output
    with zipfile.ZipFile(out) as archive:
        manifest = json.loads(archive.read("manifest.json"))
        assert b"slug: alpar" in archive.read("alpar.yml")
        for service, tables in manifest["databases"].items():
            assert set(tables) == set(inspect(databases[service].engine).get_table_names("public"))
            for table, told in tables.items():
                content = archive.read(f"{service}/{table}.csv")
                assert hashlib.sha256(content).hexdigest() == told["sha256"]
                assert len(list(csv.reader(io.StringIO(content.decode(), newline="")))) == told["rows"] + 1
        assert manifest["databases"]["membership"]["parties"]["rows"] == 3
    shown = run("statutes", "show", "--coop", "alpar", "--var", str(tmp_path / "var"))
    assert shown.exit_code == 0 and "Statuts d’Alpar" in shown.output
    assert run("coop", "export", "nowhere", str(out), "--var", str(tmp_path / "var")).exit_code == 3
