"""The settings of the HTTP process, read once from its environment."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Settings:
    """How the gateway runs; rates are requests a second and a burst, for each worker; 0 means no limit."""

    credentials: Path | None = None
    key_rate: int = 200
    key_burst: int = 400
    address_rate: int = 50
    address_burst: int = 200
    # Addresses of reverse proxies whose X-Forwarded-For is believed.
    trusted_proxies: frozenset[str] = frozenset()
    access_log: bool = True

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> Settings:
        """Read the ``ROCHDALE_…`` variables; raise ValueError when a number is none."""
        path = environment.get("ROCHDALE_CREDENTIALS")
        return cls(
            credentials=Path(path) if path else None,
            key_rate=int(environment.get("ROCHDALE_KEY_RATE", cls.key_rate)),
            key_burst=int(environment.get("ROCHDALE_KEY_BURST", cls.key_burst)),
            address_rate=int(environment.get("ROCHDALE_ADDRESS_RATE", cls.address_rate)),
            address_burst=int(environment.get("ROCHDALE_ADDRESS_BURST", cls.address_burst)),
            trusted_proxies=frozenset(filter(None, environment.get("ROCHDALE_TRUSTED_PROXIES", "").split(","))),
            access_log=environment.get("ROCHDALE_ACCESS_LOG", "1") != "0",
        )
