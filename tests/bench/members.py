"""Members for the bench, imported as an integrator would."""

from __future__ import annotations

import time

import httpx

from .suite import Suite

COUNT = 200


def some_member(running: Suite, coop: str) -> str:
    """Return the id of a member in the middle of the register; the register is filled first when it is empty."""
    with running.client(coop) as http:
        found = _listed(http)
        if not found:
            _import(http)
            found = _listed(http)
    return str(found[len(found) // 2]["id"])


def _listed(http: httpx.Client) -> list[dict[str, object]]:
    answer = http.get("/members", params={"limit": "200"})
    answer.raise_for_status()
    return list(answer.json()["data"])


def _import(http: httpx.Client) -> None:
    lines = ["external_id,kind,first_name,last_name,email,category,joined_on"]
    for number in range(COUNT):
        name = f"B{number:03d}"
        lines.append(f"{name},natural_person,Camille,Martin{name},{name.lower()}@example.org,member,2024-01-08")
    sent = http.post("/imports/members", content="\n".join(lines).encode(), headers={"Content-Type": "text/csv"})
    sent.raise_for_status()
    job = sent.json()
    while job["state"] in ("queued", "running"):
        time.sleep(0.2)
        job = http.get(f"/jobs/{job['id']}").json()
    if job["state"] != "succeeded":
        raise RuntimeError(f"the members could not be imported: {job}")
    time.sleep(5)  # until every service has heard of them
