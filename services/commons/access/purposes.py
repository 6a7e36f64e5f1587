"""Why something is held about a person, by what right, and where it comes from (GDPR, articles 15 and 30)."""

from __future__ import annotations

from dataclasses import dataclass

from ..documents.said import Said, said

CONTRACT = said("Membership contract and statutes (GDPR, article 6, 1, b)")
LAW = said("Legal obligation (GDPR, article 6, 1, c)")
INTEREST = said("Legitimate interest of a well-run cooperative (GDPR, article 6, 1, f)")
CONSENT = said("Consent (GDPR, article 6, 1, a)")


@dataclass(frozen=True)
class Holding:
    """What a room holds, for which purpose, on which legal ground, and where it comes from."""

    purpose: Said
    ground: Said
    source: Said
