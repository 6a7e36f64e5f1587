"""The pages about the suite itself."""

from __future__ import annotations

import json
import re
from importlib import resources

import pytest

from services.commons.refusals import Unavailable
from tests.unit.gateway.bench import Bench, answered


def test_everything_has_its_place_in_the_index(bench: Bench) -> None:
    """Each page that the index names answers."""
    index = bench.stranger.simulate_get("/").json
    for name in ("docs", "openapi", "asyncapi", "problems", "live", "ready", "metrics"):
        assert bench.stranger.simulate_get(index[name]).status_code == 200, name


def test_the_documents_are_read_again_only_when_they_changed(bench: Bench) -> None:
    """An entity tag spares the second reading (RFC 9110 §8.8.3)."""
    first = bench.stranger.simulate_get("/openapi.json")
    assert first.json["openapi"].startswith("3.1")
    again = bench.stranger.simulate_get("/openapi.json", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_the_documentation_page_needs_nothing_from_elsewhere(bench: Bench) -> None:
    """All that the page and its parts load is here, and the policy allows nothing else."""
    page = bench.stranger.simulate_get("/docs")
    assert page.headers["Content-Type"] == "text/html; charset=utf-8"
    assert "default-src 'none'" in page.headers["Content-Security-Policy"]
    loaded = re.findall(r'(?:src|href)="(/docs/[^"]+)"', page.text)
    texts = {path: bench.stranger.simulate_get(path) for path in loaded}
    assert loaded and all(one.status_code == 200 for one in texts.values())
    for one in resources.files("services.gateway").joinpath("docs/static").iterdir():
        # What names a format is not fetched.
        text = one.read_text().replace('xmlns="http://www.w3.org/2000/svg"', "")
        assert not re.search(r"https?://|//cdn|@import", text), one.name
        assert "innerHTML" not in one.read_text()


def test_only_the_pages_own_files_are_served(bench: Bench) -> None:
    """No name leads out of the folder."""
    for name in ("..%2Fapp.py", "app.py", "__init__.py", "static"):
        assert bench.stranger.simulate_get(f"/docs/{name}").json["code"] == "unknown_route"


def test_every_code_that_is_documented_has_a_page(bench: Bench) -> None:
    """The type of a problem can be looked up, by a program and by a person."""
    document = json.dumps(bench.stranger.simulate_get("/openapi.json").json)
    enums = re.findall(r'"code": {"enum": (\[[^\]]*\])}', document)
    codes = {code for enum in enums for code in json.loads(enum)}
    listed = {one["code"]: one for one in bench.stranger.simulate_get("/problems").json["data"]}
    assert codes <= set(listed)
    page = bench.stranger.simulate_get("/problems/foreign_key")
    assert page.json == listed["foreign_key"]
    person = bench.stranger.simulate_get("/problems/foreign_key", headers={"Accept": "text/html"})
    assert (person.status_code, person.headers["Location"]) == (303, "/docs#problem-foreign_key")
    assert bench.stranger.simulate_get("/problems/nothing").status_code == 404


def test_a_problems_page_names_who_answers_it(bench: Bench) -> None:
    """From a code to the operations."""
    assert bench.stranger.simulate_get("/problems/unknown_scope").json["operations"] == ["gateway.create_key"]


def test_ready_when_every_service_of_every_cooperative_answers(bench: Bench) -> None:
    """200 and who is served."""
    result = bench.stranger.simulate_get("/ready")
    assert result.status_code == 200
    assert set(result.json["cooperatives"]) == {"alpar", "alpine-aluminium"}
    assert result.json["cooperatives"]["alpar"]["ledger"] == "served"


def test_not_ready_while_one_service_does_not_answer(bench: Bench) -> None:
    """503, which one, and when to ask again; its neighbour's own page stays 200."""
    gone = Unavailable(service="ledger", coop="alpar")
    calls = bench.shelf.calls
    bench.shelf.answers["ledger.ping"] = lambda kwargs: gone if calls[-1][0] == "alpar" else answered({})
    result = bench.stranger.simulate_get("/ready")
    assert (result.status_code, result.headers["Retry-After"]) == (503, "1")
    assert result.json["cooperatives"]["alpar"]["ledger"] == "unavailable"
    assert bench.stranger.simulate_get("/ready/alpar").status_code == 503
    assert bench.stranger.simulate_get("/ready/alpine-aluminium").status_code == 200
    assert bench.stranger.simulate_get("/ready/nowhere").json["code"] == "unknown_cooperative"


def test_not_ready_without_any_cooperative(bench: Bench) -> None:
    """A gateway that serves nobody is not ready."""
    bench.shelf.coops = ()
    assert bench.stranger.simulate_get("/ready").status_code == 503


def test_a_new_cooperative_is_served_without_a_restart(bench: Bench) -> None:
    """Who is served is asked at each request."""
    assert bench.client.simulate_get("/v1/coops/coopaname/keys").status_code == 404
    bench.shelf.coops = ("alpar", "coopaname")
    assert bench.client.simulate_get("/v1/coops/coopaname/keys").json["code"] == "foreign_key"


@pytest.mark.parametrize("coop", ["alpar", "nowhere"])
def test_strangers_cannot_make_up_labels(bench: Bench, coop: str) -> None:
    """Metrics are by cooperative and operation; what does not exist has no label of its own."""
    bench.client.simulate_get(f"/v1/coops/{coop}/keys")
    text = bench.stranger.simulate_get("/metrics").text
    assert 'coop="nowhere"' not in text
    if coop == "alpar":
        assert 'rochdale_http_requests_total{coop="alpar",operation="gateway.list_keys",status="200"}' in text
