"""What a request becomes on the bus, and what an answer becomes over HTTP."""

from __future__ import annotations

import base64
import json
import re
from typing import Any

import pytest

from services.commons.contract import Contract
from services.commons.refusals import CommandInFlight, Remote, Unavailable
from services.gateway.routes import routes_of
from tests.unit.gateway.bench import Bench, answered
from tests.unit.gateway.room import ROOM

JSON = {"Content-Type": "application/json"}
CSV = {"Content-Type": "text/csv"}
EVENT = "01954f6e-5c7a-7c3e-8b7a-0d3f1c2b4a59"


@pytest.fixture
def bench() -> Bench:
    """A gateway over the test's own contracts."""
    return Bench(contracts=ROOM)


def test_a_query_travels_with_its_path_its_query_and_who_asks(bench: Bench) -> None:
    """The message says what was asked, by whom, with which scopes, until when, and in which trace."""
    trace = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
    result = bench.get("/things/t%C3%A9", query_string="as_of=2026-01-01&empty=", headers={"traceparent": trace})
    coop, _, kwargs, headers, timeout = bench.shelf.last("probe.show_thing")
    assert (coop, timeout) == ("alpar", 5.0)
    assert kwargs["path"] == {"thing_id": "té"}
    assert kwargs["query"] == {"as_of": "2026-01-01", "empty": ""}
    assert (kwargs["body"], kwargs["upload"]) == (None, None)
    assert headers["rochdale.actor"] == "key_0123456789abcdef"
    assert headers["rochdale.scopes"] == "*"
    assert float(headers["rochdale.deadline"]) == bench.clock().timestamp() + 5
    assert headers["traceparent"].startswith("00-4bf92f3577b34da6a3ce929d0e0e4736-")
    assert "00f067aa0ba902b7" not in headers["traceparent"]
    assert "rochdale.command" not in headers
    assert result.headers["Request-Id"] == "4bf92f3577b34da6a3ce929d0e0e4736"
    assert result.json == {"id": "it"}


def test_an_operation_gets_its_own_names_for_a_place_that_another_service_names_otherwise(bench: Bench) -> None:
    """Two services may call the same place of a path by different names."""
    bench.get("/things/t1/parts")
    assert bench.shelf.last("other.show_its_parts")[2]["path"] == {"id": "t1"}


def test_a_command_carries_the_idempotency_key(bench: Bench) -> None:
    """The Idempotency-Key is the command id; without one each request gets an id of its own."""
    bench.post("/things", json={"name": "a"}, headers={"Idempotency-Key": "order 7"})
    assert bench.shelf.last("probe.make_thing")[3]["rochdale.command"] == "order 7"
    made = set()
    for _ in range(2):
        bench.post("/things", json={"name": "a"})
        made.add(bench.shelf.last("probe.make_thing")[3]["rochdale.command"])
    assert len(made) == 2


def test_a_replayed_answer_says_so_and_names_its_events(bench: Bench) -> None:
    """Idempotent-Replayed and Rochdale-Event come from the service's answer."""
    bench.shelf.answers["probe.make_thing"] = answered(
        {"id": "t1"}, 201, replayed=True, events=[[EVENT, "probe.thing.made.v1"], [EVENT, "probe.thing.named.v1"]]
    )
    result = bench.post("/things", json={"name": "a"})
    assert result.status_code == 201
    assert result.headers["Idempotent-Replayed"] == "true"
    assert result.headers["Rochdale-Event"] == f"probe.thing.made.v1/{EVENT},probe.thing.named.v1/{EVENT}"


def test_the_events_of_an_answer_can_be_sent_back_as_they_came(bench: Bench) -> None:
    """What Rochdale-Event said is taken as Rochdale-After."""
    told = f"probe.thing.made.v1/{EVENT}, probe.thing.named.v1/{EVENT}"
    bench.get("/things/t1", headers={"Rochdale-After": told})
    assert bench.shelf.last("probe.show_thing")[3]["rochdale.after"] == told.replace(" ", "")


@pytest.mark.parametrize("sent", ["demand%C3%A9 par courrier", "demandé par courrier".encode().decode("latin-1")])
def test_the_reason_of_a_change_goes_with_it(bench: Bench, sent: str) -> None:
    """Rochdale-Reason reaches the service as it was meant, percent-encoded or plain UTF-8; a read carries none."""
    bench.post("/things", json={"name": "a"}, headers={"Rochdale-Reason": sent})
    assert bench.shelf.last("probe.make_thing")[3]["rochdale.reason"] == "demandé par courrier"
    bench.get("/things/t1", headers={"Rochdale-Reason": sent})
    assert "rochdale.reason" not in bench.shelf.last("probe.show_thing")[3]


@pytest.mark.parametrize(("header", "value"), [
    ("Rochdale-After", "nonsense"),
    ("Rochdale-After", ",".join([f"a.b/{EVENT}"] * 21)),
    ("Rochdale-Reason", "x" * 301),
    ("Rochdale-Reason", "two%0Alines"),
    ("Idempotency-Key", "x" * 256),
    ("Idempotency-Key", "é"),
    ("Idempotency-Key", ""),
])  # fmt: skip
def test_a_malformed_header_is_refused(bench: Bench, header: str, value: str) -> None:
    """A header that steers a request is understood or refused, never ignored."""
    result = bench.post("/things", json={"name": "a"}, headers={header: value})
    assert (result.status_code, result.json["code"]) == (400, "invalid_header")
    assert bench.shelf.asked("probe.make_thing") == 0


def test_a_command_without_an_answer_is_204(bench: Bench) -> None:
    """Nothing to say is said by the status."""
    bench.shelf.answers["probe.touch_thing"] = answered(None)
    result = bench.post("/things/t1/touch")
    assert (result.status_code, result.content) == (204, b"")


def test_a_refusal_of_a_service_is_passed_on_as_it_is(bench: Bench) -> None:
    """Code, article and values arrive unchanged; the type can be looked up, the instance is the request."""
    problem = {"code": "share_limit_exceeded", "title": "t", "status": 422, "detail": "d", "article": "statutes v1, x",
               "values": {"held": 1}}  # fmt: skip
    bench.shelf.answers["probe.make_thing"] = Remote(problem)
    result = bench.post("/things", json={"name": "a"})
    assert result.status_code == 422
    assert result.headers["Content-Type"] == "application/problem+json"
    instance = f"urn:request:{result.headers['Request-Id']}"
    assert result.json == {"type": "/problems/share_limit_exceeded", "instance": instance, **problem}


@pytest.mark.parametrize(("refusal", "status", "wait"), [
    (Unavailable(service="probe", coop="alpar"), 503, "2"),
    (Remote(CommandInFlight().problem(), 1), 409, "1"),
])  # fmt: skip
def test_what_passes_says_when_to_ask_again(bench: Bench, refusal: Exception, status: int, wait: str) -> None:
    """A service that cannot answer and a command in flight come with Retry-After (RFC 9110 §10.2.3)."""
    bench.shelf.answers["probe.make_thing"] = refusal
    result = bench.post("/things", json={"name": "a"})
    assert (result.status_code, result.headers["Retry-After"]) == (status, wait)


def test_a_fault_of_ours_is_a_problem_without_its_values(bench: Bench, caplog: pytest.LogCaptureFixture) -> None:
    """What nobody foresaw is a 500 that tells no value, and the log tells its place only."""
    bench.shelf.answers["probe.make_thing"] = KeyError("Jeanne Dupont")
    result = bench.post("/things", json={"name": "a"})
    assert (result.status_code, result.json["code"]) == (500, "internal_error")
    assert "Jeanne" not in result.text + caplog.text
    assert "KeyError at" in caplog.text


def test_a_job_is_answered_202_with_its_place(bench: Bench) -> None:
    """202 and where to look."""
    job = {"id": "job_probe_06e8w3rv1xq4t5y7z8k2m3n4p5", "state": "queued"}
    bench.shelf.answers["probe.load_things"] = answered(job, 202)
    result = bench.post("/imports/things", body="a,b\n", headers=CSV)
    assert result.status_code == 202
    assert result.headers["Location"] == f"/v1/coops/alpar/jobs/{job['id']}"


def test_a_job_is_waited_for_as_preferred(bench: Bench) -> None:
    """``Prefer: wait`` answers 200 with the finished job, seen with the right to see one's own job."""
    job = {"id": "job_probe_06e8w3rv1xq4t5y7z8k2m3n4p5", "state": "queued"}
    states = iter(["running", "succeeded"])
    bench.shelf.key["scopes"] = ["things:write"]
    bench.shelf.answers["probe.load_things"] = answered(dict(job), 202)
    bench.shelf.answers["probe.get_job"] = lambda kwargs: answered({**job, "state": next(states)})
    result = bench.post("/imports/things", body="a,b\n", headers={**CSV, "Prefer": "respond-async, wait=10"})
    assert (result.status_code, result.json["state"]) == (200, "succeeded")
    assert result.headers["Preference-Applied"] == "wait=10"
    assert bench.shelf.last("probe.get_job")[3]["rochdale.scopes"] == "jobs:read"


def test_a_job_of_any_service_is_found_by_its_id(bench: Bench) -> None:
    """The id names the service; an id that names none is not found."""
    bench.get("/jobs/job_other_06e8w3rv1xq4t5y7z8k2m3n4p5")
    assert bench.shelf.asked("other.get_job") == 1
    for job_id in ("job_nobody_06e8", "mbr_1", "job_gateway_06e8"):
        result = bench.get(f"/jobs/{job_id}/lines")
        assert (result.status_code, result.json["code"]) == (404, "not_found")


def test_an_upload_travels_in_parts_under_one_name(bench: Bench) -> None:
    """Content of any size goes ahead in parts of 192 KiB, in order, the last one marked."""
    content = bytes(range(256)) * 2000
    bench.post("/imports/things", body=content, headers={**CSV, "Idempotency-Key": "k"})
    parts = [call[2] for call in bench.shelf.calls if call[1] == "probe.upload_part"]
    assert [part["part"] for part in parts] == [0, 1, 2]
    assert [part["last"] for part in parts] == [False, False, True]
    assert b"".join(base64.b64decode(part["content"]) for part in parts) == content
    assert {part["operation"] for part in parts} == {"load_things"}
    kwargs, headers, timeout = bench.shelf.last("probe.load_things")[2:]
    assert {kwargs["upload"]} == {part["upload_id"] for part in parts}
    assert (kwargs["body"], headers["rochdale.command"], timeout) == (None, "k", 30.0)


def test_the_same_upload_has_the_same_name_and_another_has_another(bench: Bench) -> None:
    """A retry is known as the same request; other content under the same key is noticed."""
    names = []
    for content, key in ((b"a", "k"), (b"a", "k"), (b"b", "k"), (b"a", "l")):
        bench.post("/imports/things", body=content, headers={**CSV, "Idempotency-Key": key})
        names.append(bench.shelf.last("probe.load_things")[2]["upload"])
    assert names[0] == names[1]
    assert len(set(names)) == 3


def test_a_long_json_body_travels_as_text(bench: Bench) -> None:
    """To read it here would keep everyone else waiting: the service does so, in a worker process."""
    text = json.dumps({"name": "x" * 300_000})
    bench.post("/things", body=text, headers=JSON)
    kwargs = bench.shelf.last("probe.make_thing")[2]
    assert base64.b64decode(kwargs["text"]) == text.encode()
    assert kwargs["body"] is None and kwargs["upload"] is None


def test_a_json_body_too_long_for_a_message_goes_ahead_in_parts(bench: Bench) -> None:
    """No message exceeds its limit."""
    text = json.dumps({"name": "x" * 1_000_000})
    bench.post("/things", body=text, headers=JSON)
    parts = [call[2] for call in bench.shelf.calls if call[1] == "probe.upload_part"]
    assert b"".join(base64.b64decode(part["content"]) for part in parts) == text.encode()
    assert bench.shelf.last("probe.make_thing")[2]["body"] is None


def test_a_download_is_joined_from_its_pages(bench: Bench) -> None:
    """Text and bytes are joined in order, with the media type and the name that the service gave."""
    pages: dict[Any, dict[str, Any]] = {
        None: {"content": "é\n", "encoding": "text", "next_cursor": "1"},
        "1": {"content": base64.b64encode(b"\xff\x00").decode(), "encoding": "base64", "next_cursor": None},
    }
    page = {"media": "text/csv; charset=utf-8", "filename": 'fec "2026".csv'}
    bench.shelf.answers["probe.export_things"] = lambda asked: answered({**page, **pages[asked["query"].get("cursor")]})
    result = bench.get("/exports/things", query_string="year=2026")
    assert result.content == "é\n".encode() + b"\xff\x00"
    assert result.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert result.headers["Content-Disposition"] == 'attachment; filename="fec_2026_.csv"'
    assert bench.shelf.last("probe.export_things")[2]["query"] == {"year": "2026", "cursor": "1"}


@pytest.mark.parametrize(
    ("accept", "query", "asked"),
    [
        ("*/*", "", {}), ("text/html,application/xhtml+xml,*/*;q=0.8", "", {}),
        ("text/csv", "language=en", {"language": "en", "format": "csv"}),
        ("application/pdf;q=0.2, text/csv;q=0.9", "", {"format": "csv"}), ("text/csv", "format=pdf", {"format": "pdf"}),
    ],
)  # fmt: skip
def test_accept_chooses_the_format_of_a_document(
    bench: Bench, accept: str, query: str, asked: dict[str, str]
) -> None:
    """A media type that is named outright chooses; the query goes first, and everything else is the default."""
    page = {"content": "a", "encoding": "text", "media": "text/csv", "filename": None, "next_cursor": None}
    bench.shelf.answers["probe.read_paper"] = answered(page)
    result = bench.get("/papers", query_string=query, headers={"Accept": accept})
    assert result.status_code == 200 and "accept" in result.headers["Vary"].lower()
    assert bench.shelf.last("probe.read_paper")[2]["query"] == asked


def test_a_refused_download_is_a_problem(bench: Bench) -> None:
    """The first page decides the status, before anything is sent."""
    bench.shelf.answers["probe.export_things"] = Unavailable(service="probe", coop="alpar")
    assert bench.get("/exports/things").status_code == 503
    assert bench.get("/exports/things", query_string="cursor=1").json["code"] == "invalid_query"


def test_a_secret_ballot_carries_nothing_of_its_voter(bench: Bench) -> None:
    """No key, no command, no trace and no awaited event go with a ballot, whatever the request holds."""
    trace = "4bf92f3577b34da6a3ce929d0e0e4736"
    result = bench.post("/polls/p1/ballots", json={"name": "a"}, headers={
        "traceparent": f"00-{trace}-00f067aa0ba902b7-01", "Idempotency-Key": "k", "Rochdale-After": f"a.b/{EVENT}",
    })  # fmt: skip
    assert set(bench.shelf.last("probe.cast")[3]) == {"rochdale.deadline"}
    assert bench.shelf.asked("gateway.find_key") == 0
    assert result.headers["Request-Id"] != trace


def test_the_line_of_a_ballot_names_nobody(caplog: pytest.LogCaptureFixture) -> None:
    """The access line of a ballot has neither key nor address nor id, and none has the path's values."""
    from services.gateway.settings import Settings

    bench = Bench(Settings(access_log=True), contracts=ROOM)
    caplog.set_level("INFO", logger="rochdale.gateway.access")
    bench.post("/polls/p1/ballots", json={"name": "Dupont"})
    bench.get("/things/Dupont", query_string="name=Dupont")
    ballot, ordinary = (json.loads(record.message) for record in caplog.records)
    assert set(ballot) == {"event", "method", "route", "status", "ms", "coop", "operation"}
    assert (ordinary["key"], ordinary["coop"]) == ("key_0123456789abcdef", "alpar")
    assert ordinary["operation"] == "probe.show_thing"
    assert "Dupont" not in caplog.text


def test_two_operations_may_not_share_a_route() -> None:
    """A path and a method lead to one operation; only jobs, whose ids name their service, are shared."""
    from tests.unit.gateway.room import Thing, contract_of

    one, two = contract_of("one"), contract_of("two")
    one.query("a", "GET /x/{y}", returns=Thing, scope="a:read")
    two.query("b", "GET /x/{z}", returns=Thing, scope="a:read")
    contracts: dict[str, Contract] = {"one": one, "two": two}
    with pytest.raises(ValueError, match="same route"):
        routes_of(contracts)


def test_head_is_get_without_its_body_and_options_names_the_methods(bench: Bench) -> None:
    """RFC 9110 §9.3.2 and §9.3.7."""
    head = bench.client.simulate_head("/v1/coops/alpar/things/t1")
    assert (head.status_code, head.content) == (200, b"")
    options = bench.client.simulate_options("/v1/coops/alpar/things/t1")
    assert {"GET", "HEAD"} <= set(re.split(", ?", options.headers["Allow"]))
