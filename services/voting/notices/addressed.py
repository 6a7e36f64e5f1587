"""The Message-ID of a copy: fixed, so that a second attempt is recognisable, and leading back to the ledger."""

from __future__ import annotations

import re

_OURS = re.compile(r"<?(ntc_[0-9a-z]{26})\.((?:mbr|per)_[0-9a-z]{1,40})@[a-z0-9.-]{1,190}>?\Z")


def message_id(notice_id: str, member_id: str, domain: str) -> str:
    """Return the Message-ID (RFC 5322 §3.6.4) of one member's copy of a notice."""
    return f"<{notice_id}.{member_id}@{domain}>"


def delivery_named(identifier: str) -> tuple[str, str] | None:
    """Return the notice and the member that a Message-ID names, or None if it is none of ours."""
    found = _OURS.match(identifier.strip())
    return (found[1], found[2]) if found else None
