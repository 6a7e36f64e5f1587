"""A client of the gateway as any integrator would write one: a key, JSON, idempotency keys, and jobs awaited."""

from __future__ import annotations

import json
import time
import uuid
from collections.abc import Iterator
from typing import Any

import httpx


class Refused(Exception):
    """The gateway answered with a problem (RFC 9457)."""

    def __init__(self, status: int, problem: dict[str, Any]) -> None:
        self.status, self.problem = status, problem
        super().__init__(f"{status} {problem.get('code')}: {problem.get('detail')} {problem.get('errors', '')}")

    @property
    def code(self) -> str:
        """The problem's code."""
        return str(self.problem.get("code"))


class Cooperative:
    """One cooperative seen through the API with one key; remembers the last events, to read its own writes."""

    def __init__(self, http: httpx.Client, slug: str, key: str | None) -> None:
        self.http, self.slug, self._key = http, slug, key
        self._after = ""

    def get(self, path: str, **query: Any) -> Any:
        """Read something; what was written before through this object is taken into account."""
        return self._send("GET", path, params=query)

    def post(self, path: str, body: Any = None, **query: Any) -> Any:
        """Change something, under a fresh idempotency key."""
        return self._send("POST", path, json=body, params=query)

    def put(self, path: str, body: Any) -> Any:
        """Set something, under a fresh idempotency key."""
        return self._send("PUT", path, json=body)

    def patch(self, path: str, body: Any) -> Any:
        """Change some of something, under a fresh idempotency key."""
        return self._send("PATCH", path, json=body)

    def every(self, path: str, **query: Any) -> Iterator[dict[str, Any]]:
        """Read a list to its end, page by page."""
        cursor: str | None = ""
        while cursor is not None:
            page = self.get(path, limit=500, **({"cursor": cursor} if cursor else {}), **query)
            yield from page["data"]
            cursor = page["next_cursor"]

    def upload(self, path: str, content: str | bytes, media: str = "text/csv", **query: Any) -> dict[str, Any]:
        """Send a file to an import and wait for the job's end."""
        sent = content.encode() if isinstance(content, str) else content
        return self.finished(self._send("POST", path, content=sent, params=query, headers={"Content-Type": media}))

    def download(self, path: str, **query: Any) -> bytes:
        """Read an export or a document."""
        return bytes(self._answer("GET", path, params=query).content)

    def finished(self, job: dict[str, Any]) -> dict[str, Any]:
        """Wait until a job has ended; raise when it did not succeed."""
        while job["state"] in ("queued", "running"):
            job = self._send("GET", f"/jobs/{job['id']}", headers={"Prefer": "wait=10"})
            if job["state"] in ("queued", "running"):
                time.sleep(0.2)
        if job["state"] != "succeeded":
            raise Refused(200, job.get("problem") or {"code": job["state"], "detail": json.dumps(job)})
        return job

    def anonymous(self) -> Cooperative:
        """The same cooperative without a key, as a voter with a credential sees it."""
        return Cooperative(self.http, self.slug, None)

    def _send(self, method: str, path: str, headers: dict[str, str] | None = None, **sent: Any) -> Any:
        answer = self._answer(method, path, headers, **sent)
        return answer.json() if answer.content else None

    def _answer(self, method: str, path: str, headers: dict[str, str] | None = None, **sent: Any) -> httpx.Response:
        headers = {"Idempotency-Key": uuid.uuid4().hex, **(headers or {})}
        if self._key:
            headers["Authorization"] = f"Bearer {self._key}"
        if self._after:
            headers["Rochdale-After"] = self._after
        for attempt in range(8):
            answer = self.http.request(method, f"/v1/coops/{self.slug}{path}", headers=headers, **sent)
            if answer.status_code != 503 and not (answer.status_code == 409 and "Retry-After" in answer.headers):
                break
            # The same idempotency key again: a retry cannot do the thing twice.
            time.sleep(0.25 * (attempt + 1))
        if told := answer.headers.get("Rochdale-Event"):
            self._after = ",".join([*told.split(",")][-8:])
        if answer.status_code >= 400:
            kind = answer.headers.get("content-type", "")
            problem = answer.json() if "json" in kind else {"code": "not_a_problem", "detail": answer.text[:300]}
            raise Refused(answer.status_code, problem)
        return answer
