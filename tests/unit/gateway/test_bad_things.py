"""What bad requests get: a problem with its own code, and no service hears of them."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest
from falcon import testing
from hypothesis import given
from hypothesis import strategies as st

from services.commons.refusals import Refusal
from services.commons.strict_json import DEEPEST, parse
from services.gateway.bodies import JSON_MOST, UPLOAD_MOST
from services.gateway.refusals import InvalidJson, InvalidText
from tests.unit.gateway.bench import Bench, key_of
from tests.unit.gateway.room import ROOM

JSON = {"Content-Type": "application/json"}


@pytest.fixture
def bench() -> Bench:
    """A gateway over the test's own contracts."""
    return Bench(contracts=ROOM)


def nested(depth: int) -> bytes:
    """An array in an array … ``depth`` deep."""
    return b"[" * depth + b"]" * depth


@pytest.mark.parametrize("text", [
    b"{", b"nul", b'{"a":1,"a":2}', b"[NaN]", b"[Infinity]", b"[-Infinity]", b"[1e999]", b"[" + b"9" * 41 + b"]",
    b"'a'", nested(DEEPEST + 1), nested(20_000), b"\xef\xbb\xbf{}", b'{"a":"\x01"}', b"{}{}", b"[1,]",
])  # fmt: skip
def test_json_that_readers_understand_differently_is_refused(bench: Bench, text: bytes) -> None:
    """Duplicate names, numbers beyond reason, depth and plain errors are one problem with its reason."""
    result = bench.post("/things", body=text, headers=JSON)
    assert (result.status_code, result.json["code"]) == (400, "invalid_json")
    assert bench.shelf.asked("probe.make_thing") == 0


@pytest.mark.parametrize("text", [b'"\\u0000"', b'{"a":["\\ud800"]}', b'{"\\udfff":1}', b'"\xff"'])
def test_text_that_cannot_be_stored_is_refused(bench: Bench, text: bytes) -> None:
    """A NUL, half a surrogate pair or bytes that are not UTF-8 never reach a database."""
    result = bench.post("/things", body=text, headers=JSON)
    assert (result.status_code, result.json["code"]) == (400, "invalid_text")


def test_the_deepest_json_is_still_read() -> None:
    """32 levels are taken, 33 are not."""
    assert parse(nested(DEEPEST)) is not None
    with pytest.raises(InvalidJson):
        parse(nested(DEEPEST + 1))


TEXTS = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]))
JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**39), 10**39) | TEXTS,
    lambda inner: st.lists(inner) | st.dictionaries(TEXTS, inner),
)


@given(JSON_VALUES)
def test_sound_json_is_read_as_it_was_written(value: Any) -> None:
    """Strictness changes no value."""
    assert parse(json.dumps(value).encode()) == value
    assert parse(json.dumps(value, ensure_ascii=False).encode()) == value


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(text: bytes) -> None:
    """Nothing else than a value or a refusal comes of a body."""
    try:
        parse(text)
    except (InvalidJson, InvalidText) as refusal:
        assert isinstance(refusal, Refusal)


@pytest.mark.parametrize(("path", "query", "code"), [
    ("/things/%00", "", "invalid_text"),
    ("/things/%FF", "", "invalid_text"),
    ("/things/%ED%A0%80", "", "invalid_text"),
    (f"/things/{201 * 't'}", "", "path_too_long"),
    ("/things/t1", "a=%00", "invalid_text"),
    ("/things/t1", "a=%FF", "invalid_text"),
    ("/things/t1", "a=%ED%A0%80", "invalid_text"),
    ("/things/t1", "a=1&a=2", "invalid_query"),
    ("/things/t1", "&".join(f"a{n}=1" for n in range(41)), "invalid_query"),
])  # fmt: skip
def test_paths_and_queries_are_text_that_means_one_thing(bench: Bench, path: str, query: str, code: str) -> None:
    """The same rules hold outside the body."""
    result = bench.client.simulate_get(f"/v1/coops/alpar{path}", query_string=query)
    assert (result.status_code, result.json["code"]) == (400, code)
    assert bench.shelf.asked("probe.show_thing") == 0


@pytest.mark.parametrize("media", ["text/plain", "application/json; charset=latin-1", "", "application/xml"])
def test_a_body_of_another_media_type_is_refused(bench: Bench, media: str) -> None:
    """415 says what is taken."""
    result = bench.post("/things", body=b"{}", headers={"Content-Type": media})
    assert (result.status_code, result.json["code"]) == (415, "unsupported_media_type")
    assert result.json["values"] == {"accepts": "application/json"}
    assert bench.post("/imports/things", body=b"{}", headers=JSON).status_code == 415


def test_a_body_beyond_its_size_is_refused_announced_or_not(bench: Bench) -> None:
    """Too long by Content-Length is refused unread; too long while it arrives, at that moment."""
    announced = bench.post("/things", headers={**JSON, "Content-Length": str(JSON_MOST + 1)})
    assert (announced.status_code, announced.json["code"]) == (413, "body_too_large")
    assert announced.json["values"] == {"maximum": JSON_MOST}
    arrived = bench.post("/things", body=b'"' + b"a" * JSON_MOST + b'"', headers=JSON)
    assert (arrived.status_code, arrived.json["code"]) == (413, "body_too_large")
    upload = bench.post("/imports/things", headers={"Content-Type": "text/csv", "Content-Length": str(UPLOAD_MOST + 1)})
    assert upload.json["values"] == {"maximum": UPLOAD_MOST}
    csv = {"Content-Type": "text/csv"}
    sheet = bench.post("/imports/sheets", headers={**csv, "Content-Length": str(100 * 1024 * 1024)})
    assert (sheet.status_code, sheet.json["values"]) == (413, {"maximum": 1000})
    assert bench.post("/imports/sheets", body=b"a" * 1001, headers=csv).status_code == 413
    assert {call[1] for call in bench.shelf.calls} == {"gateway.find_key"}


@pytest.mark.parametrize(("path", "media"), [("/things", "application/json"), ("/imports/things", "text/csv")])
def test_half_a_body_is_not_taken_for_a_whole_one(bench: Bench, path: str, media: str) -> None:
    """A sender who leaves in the midst of the body has asked for nothing, even if the half reads well."""
    events = iter([{"type": "http.request", "body": b"[1,", "more_body": True},
                   {"type": "http.request", "body": b"2]", "more_body": True}])  # fmt: skip
    sent: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return next(events, {"type": "http.disconnect"})

    async def send(event: dict[str, Any]) -> None:
        sent.append(event)

    headers = {"Authorization": f"Bearer {key_of('alpar')}", "Content-Type": media, "Transfer-Encoding": "chunked"}
    scope = testing.create_scope(path=f"/v1/coops/alpar{path}", method="POST", headers=headers)
    asyncio.run(bench.app(scope, receive, send))
    assert sent[0]["status"] == 400
    assert {call[1] for call in bench.shelf.calls} == {"gateway.find_key"}


def test_an_unknown_route_and_method_are_problems(bench: Bench) -> None:
    """404 and 405 have codes like everything else, and 405 names what is allowed (RFC 9110 §15.5.6)."""
    missing = bench.get("/nothing")
    assert (missing.status_code, missing.json["code"]) == (404, "unknown_route")
    wrong = bench.client.simulate_delete("/v1/coops/alpar/things/t1")
    assert (wrong.status_code, wrong.json["code"]) == (405, "method_not_allowed")
    assert "GET" in wrong.headers["Allow"]
    for result in (missing, wrong, bench.client.simulate_request("BREW", "/v1/coops/alpar/things/t1")):
        assert result.headers["Content-Type"] == "application/problem+json"
        assert result.headers["X-Content-Type-Options"] == "nosniff"
        assert result.json["instance"] == f"urn:request:{result.headers['Request-Id']}"
