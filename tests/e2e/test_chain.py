"""The chain of entries in a running suite: made in the background, streamed through the gateway, verified offline."""

from __future__ import annotations

import time

from services.ledger.proof.chain import verified
from tests.e2e.conftest import Running
from tests.e2e.seeded import done, entry


def test_what_is_posted_is_chained_by_itself_and_exported(suite: Running) -> None:
    """Soon after a posting its place in the chain can be read, and the streamed export holds up to the head."""
    with suite.client("coopaname") as client:
        posted = done(client.post("/entries", json=entry()))
        end = time.monotonic() + 90
        while (place := client.get(f"/proof/entries/{posted['id']}")).status_code == 409:
            assert place.json()["code"] == "entry_not_chained" and time.monotonic() < end, "the sealer never came"
            time.sleep(0.2)
        head = done(client.get("/proof/head"))
        assert 1 <= done(place)["position"] <= head["position"]
        exported = client.get("/proof/chain")
        assert exported.headers["content-type"].startswith("application/x-ndjson")
        found = verified(exported.text.splitlines())
        assert found.holds and found.coop == "coopaname" and found.positions >= head["position"]
