"""Token buckets: how many requests one key, or one address, may send in a while, within this process."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from ipaddress import IPv4Address, IPv6Network, ip_address
from math import ceil

from .refusals import TooManyRequests

HELD = 10_000  # buckets kept; the least recently used goes first, and would be full again by then


class Buckets:
    """One bucket for each name: ``burst`` tokens at most, ``rate`` tokens a second; a rate of 0 is no limit."""

    def __init__(self, rate: int, burst: int, monotonic: Callable[[], float]) -> None:
        self._rate, self._burst, self._monotonic = rate, burst, monotonic
        self._buckets: OrderedDict[Hashable, tuple[float, float]] = OrderedDict()

    def take(self, name: Hashable, a_minute: int | None = None) -> None:
        """Take a token, or raise TooManyRequests, which says in how many seconds there is one again.

        ``a_minute`` is the rate and burst of a name that may ask seldom.
        """
        if not self._rate:
            return
        rate, burst = (self._rate, self._burst) if a_minute is None else (a_minute / 60, a_minute)
        now = self._monotonic()
        tokens, since = self._buckets.pop(name, (float(burst), now))
        tokens = min(burst, tokens + (now - since) * rate)
        self._buckets[name] = (tokens - 1 if tokens >= 1 else tokens, now)
        if len(self._buckets) > HELD:
            self._buckets.popitem(last=False)
        if tokens < 1:
            wait = max(1, ceil((1 - tokens) / rate))
            raise TooManyRequests(retry_after=wait, seconds=wait)


def network_of(address: str) -> str:
    """Return what counts as one asker: an IPv4 address, or the /64 of an IPv6 one, which is one host's (RFC 4291)."""
    try:
        found = ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if isinstance(found, IPv4Address):
        return str(found)
    if found.ipv4_mapped is not None:
        return str(found.ipv4_mapped)
    return str(IPv6Network((found, 64), strict=False))
