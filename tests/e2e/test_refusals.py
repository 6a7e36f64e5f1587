"""What bad things get: each a problem (RFC 9457) with its own code, and nothing has changed."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import httpx
import pytest

from deploy.provisioning.credentials import read_credentials
from services.commons.clock import system_clock
from services.commons.storage import Database
from services.gateway.keys.issuing import create_key
from tests.e2e.conftest import Running
from tests.e2e.seeded import done, entry, every, hold_assembly, import_members, last_event

COOP = "coopaname"
OVERSIZE = b'{"x": "' + b"x" * (2 * 1024 * 1024) + b'"}'
EURO = {"amount": "1.00", "currency": "EUR"}


@dataclass
class Place:
    """A cooperative where something may be broken: members, shares, a poll with its credentials, and keys."""

    suite: Running
    client: httpx.Client
    members: list[str]
    subscription: str
    poll: str
    credentials: list[str] = field(repr=False)

    def state(self) -> dict[str, Any]:
        """All that a refused request could have changed."""
        return {
            "members": sum(1 for _ in every(self.client, "/members")),
            "entries": sum(1 for _ in every(self.client, "/entries")),
            "trial balance": done(self.client.get("/reports/trial-balance")),
            "capital": done(self.client.get("/capital")),
            "keys": sum(1 for _ in every(self.client, "/keys")),
            "issuance": done(self.client.get(f"/polls/{self.poll}/issuance")),
            "feed": last_event(self.client),
        }

    def with_key(self, key: str, method: str, path: str, body: Any = None) -> httpx.Response:
        """Ask with another key, or with none."""
        with self.suite.client(COOP, key) as other:
            return other.request(method, path, json=body)

    def vote(self, credential: str, choice: str) -> httpx.Response:
        """Cast a ballot, without a key."""
        return self.with_key("", "POST", f"/polls/{self.poll}/ballots", {"credential": credential, "choice": choice})


@pytest.fixture(scope="module")
def place(suite: Running) -> Iterator[Place]:
    """The cooperative, prepared once; its feed stands still before the first test."""
    with suite.client(COOP) as client:
        members = import_members(client, 6)
        after = {"Rochdale-After": last_event(client)}
        shares = done(client.post(f"/members/{members[0]}/share-subscriptions", json={"count": 1}, headers=after))
        done(client.post("/entries", json=entry()))
        poll = hold_assembly(client)
        done(client.post(f"/polls/{poll}/open"))
        issued = done(client.post(f"/polls/{poll}/credentials", json={"all_present": True}))
        papers = [one["credential"] for one in issued["credentials"]]
        with suite.client(COOP, "") as voter:
            done(voter.post(f"/polls/{poll}/ballots", json={"credential": papers[0], "choice": "for"}))
        still, before = "", None
        while still != before:
            still, before = last_event(client), still
            time.sleep(0.5)
        yield Place(suite, client, members, shares["id"], poll, papers)


@contextmanager
def changing_nothing(place: Place) -> Iterator[None]:
    """Compare what a refused request could have changed, before and after."""
    before = place.state()
    yield
    assert place.state() == before


def assert_problem(answer: httpx.Response, status: int, code: str) -> None:
    """Check an answer for the problem that it should be."""
    assert (answer.status_code, answer.json().get("code")) == (status, code), answer.text
    assert answer.headers["Content-Type"] == "application/problem+json"
    problem = answer.json()
    assert problem["type"] == f"/problems/{code}"
    assert problem["status"] == status
    assert problem["instance"] == f"urn:request:{answer.headers['Request-Id']}"
    assert "?" not in problem["detail"], "a value is missing in the sentence"


Ask = Callable[[Place], httpx.Response]
UNSOUND: dict[str, tuple[Ask, int, str]] = {
    "an unknown cooperative": (lambda p: httpx.get(f"{p.suite.url}/v1/coops/nowhere/members"), 404,
                               "unknown_cooperative"),
    "no key": (lambda p: p.with_key("", "GET", "/members"), 401, "unauthenticated"),
    "an unknown key": (lambda p: p.with_key(f"rk_{COOP}_{'a' * 26}_{'b' * 43}", "GET", "/members"), 401,
                       "unauthenticated"),
    "another cooperative's key": (lambda p: p.with_key(p.suite.keys["alpar"], "POST", "/entries", entry()),
                                  403, "foreign_key"),
    "an unknown route": (lambda p: p.client.get("/treasure"), 404, "unknown_route"),
    "a method that the path does not take": (lambda p: p.client.delete("/members"), 405, "method_not_allowed"),
    "an unknown field": (lambda p: p.client.post("/entries", json={**entry(), "colour": "red"}), 422,
                         "invalid_request"),
    "a wrong type": (lambda p: p.client.post(f"/members/{p.members[1]}/share-subscriptions", json={"count": "two"}),
                     422, "invalid_request"),
    "a number that is not whole": (lambda p: p.client.post(f"/members/{p.members[1]}/share-subscriptions",
                                                           json={"count": 1.5}), 422, "invalid_request"),
    "a body that is no JSON": (lambda p: p.client.post("/entries", content=b"{", headers=JSON), 400, "invalid_json"),
    "a body that is null": (lambda p: p.client.patch(f"/members/{p.members[1]}", content=b"null", headers=JSON), 400,
                            "invalid_json"),
    "a field said twice": (lambda p: p.client.post("/keys", content=b'{"name":"a","name":"b","preset":"full"}',
                                                   headers=JSON), 400, "invalid_json"),
    "a body of another media type": (lambda p: p.client.post("/entries", content=b"<x/>",
                                                             headers={"Content-Type": "text/xml"}), 415,
                                     "unsupported_media_type"),
    "an oversize body": (lambda p: p.client.post("/entries", content=OVERSIZE, headers=JSON), 413, "body_too_large"),
    "an unbalanced entry": (lambda p: p.client.post("/entries", json=entry("10.00", "9.99")), 422, "entry_unbalanced"),
    "an unknown account": (lambda p: p.client.post("/entries", json={**entry(), "lines": [
        {"account": "512", "debit": EURO}, {"account": "0000", "credit": EURO}]}), 422, "unknown_account"),
    "another currency": (lambda p: p.client.post("/entries", json={**entry(), "lines": [
        {"account": "512", "debit": {**EURO, "currency": "USD"}},
        {"account": "707", "credit": {**EURO, "currency": "USD"}}]}), 422, "wrong_currency"),
    "an id of another cooperative": (lambda p: p.client.get(f"/members/{foreign_member(p)}"), 404, "not_in_register"),
    "shares for a member of another cooperative": (lambda p: p.client.post(
        f"/members/{foreign_member(p)}/share-subscriptions", json={"count": 1}), 404, "unknown_member"),
    "a payment of an unknown subscription": (lambda p: p.client.post(
        f"/share-subscriptions/sub_{'0' * 26}/payments", json={"amount": EURO}), 404, "unknown_subscription"),
    "more than is due": (lambda p: p.client.post(f"/share-subscriptions/{p.subscription}/payments",
                                                 json={"amount": {**EURO, "amount": "9999.00"}}), 422,
                         "subscription_overpaid"),
    "a second vote": (lambda p: p.vote(p.credentials[0], "against"), 409, "second_ballot"),
    "a vote with a made-up credential": (lambda p: p.vote("x" * len(p.credentials[0]), "for"), 403,
                                         "unknown_credential"),
    "a result asked too early": (lambda p: p.client.get(f"/polls/{p.poll}/result"), 409, "result_asked_too_early"),
    "a cursor of nobody's": (lambda p: p.client.get("/members", params={"cursor": "x"}), 400, "invalid_cursor"),
    "a query that names nothing": (lambda p: p.client.get("/members", params={"colour": "red"}), 422,
                                   "invalid_request"),
    "a query said twice": (lambda p: p.client.get("/members?limit=1&limit=2"), 400, "invalid_query"),
}  # fmt: skip
JSON = {"Content-Type": "application/json"}


def foreign_member(place: Place) -> str:
    """The id of somebody who is a member elsewhere."""
    with place.suite.client("alpar") as other:
        found = done(other.get("/members", params={"limit": 1}))["data"] or [{"id": import_members(other, 1)[0]}]
    return str(found[0]["id"])


@pytest.mark.parametrize("what", UNSOUND)
def test_it_is_refused_and_nothing_has_changed(place: Place, what: str) -> None:
    """Each with its own code, in the form of a problem, and the books, the register and the feed are as they were."""
    ask, status, code = UNSOUND[what]
    with changing_nothing(place):
        assert_problem(ask(place), status, code)


def test_after_a_body_that_was_not_read_the_next_request_is_answered(place: Place) -> None:
    """The line is closed with the rest of the body unread, and that is said: a client then opens another."""
    for _ in range(10):
        refused = place.client.post("/entries", content=OVERSIZE, headers=JSON)
        assert (refused.status_code, refused.headers["Connection"]) == (413, "close")
        assert place.client.get("/capital").status_code == 200
    taken = place.client.post("/entries", json=entry("1.00", "2.00"))
    assert "Connection" not in taken.headers


def test_a_closed_month_takes_no_entry(place: Place) -> None:
    """Neither by one entry nor in a batch."""
    done(place.client.post("/months/2025-02/closing"))
    late = entry(day="2025-02-14")
    with changing_nothing(place):
        assert_problem(place.client.post("/entries", json=late), 409, "period_closed")
        batch = {"mode": "atomic", "entries": [entry(), late]}
        assert_problem(place.client.post("/entry-batches", json=batch), 409, "period_closed")


def test_a_revoked_key_opens_nothing(place: Place) -> None:
    """From ten seconds after the revocation at the latest."""
    made = done(place.client.post("/keys", json={"name": "till", "preset": "read-only"}))
    done(place.client.post(f"/keys/{made['id']}/revoke"))
    with place.suite.client(COOP, made["key"]) as till:
        assert_problem(till.get("/members"), 401, "unauthenticated")


def test_an_expired_key_opens_nothing(place: Place) -> None:
    """It was valid for a year that is over."""
    if place.suite.var is None:
        pytest.skip("needs the folder of the suite: ROCHDALE_VAR")
    url = read_credentials(place.suite.var / "credentials", "gateway")[COOP]["database"]
    database = Database(url, service="gateway", coop=COOP, pool=1)
    with database.transaction() as session:
        now = system_clock()
        begun, over = now - timedelta(days=366), now - timedelta(days=1)
        key = create_key(session, COOP, name="till", now=begun, expires_at=over, preset="full").text
    database.close()
    with place.suite.client(COOP, key) as late:
        assert_problem(late.get("/members"), 401, "unauthenticated")


def test_a_ballot_after_closing_is_not_taken(place: Place) -> None:
    """With a credential that was never used."""
    done(place.client.post(f"/polls/{place.poll}/close"))
    with changing_nothing(place):
        assert_problem(place.vote(place.credentials[1], "for"), 409, "poll_closed")
