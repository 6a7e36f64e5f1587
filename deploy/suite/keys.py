"""A key with every right for each cooperative, to try things out."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy.orm import Session

from deploy.embedded.secret import write_private
from deploy.provisioning.credentials import read_credentials
from services.commons.clock import system_clock
from services.commons.storage import Database
from services.gateway.keys.issuing import create_key
from services.gateway.keys.tables import ApiKey

_NAME = "demo"


def demo_keys(credentials: Path, slugs: Sequence[str], known: dict[str, str] | None = None) -> dict[str, str]:
    """Return a full key for each cooperative: the known one while it is valid, else a new one."""
    access = read_credentials(credentials, "gateway")
    keys: dict[str, str] = {}
    for slug in slugs:
        with _session(access[slug]["database"], slug) as session:
            held = (known or {}).get(slug, "")
            keys[slug] = held if _opens(session, held) else _new(session, slug)
    return keys


def write_demo_keys(credentials: Path, slugs: Sequence[str], file: Path) -> None:
    """Write such keys to a file, mode 600; those in it already stay as long as they are valid."""
    try:
        known = json.loads(file.read_text())
    except (OSError, ValueError):
        known = {}
    write_private(file, json.dumps(demo_keys(credentials, slugs, known), indent=1) + "\n")


@contextmanager
def _session(url: str, slug: str) -> Iterator[Session]:
    database = Database(url, service="gateway", coop=slug, pool=1)
    try:
        with database.transaction() as session:
            yield session
    finally:
        database.close()


def _new(session: Session, slug: str) -> str:
    return create_key(session, slug, name=_NAME, now=system_clock(), preset="full").text


def _opens(session: Session, text: str) -> bool:
    _, _, identity = text.rpartition("_")[0].rpartition("_")
    held = session.get(ApiKey, f"key_{identity}")
    if held is None or held.revoked_at is not None:
        return False
    if held.expires_at is not None and held.expires_at <= system_clock():
        return False
    return held.hash == hashlib.sha256(text.rpartition("_")[2].encode()).hexdigest()
