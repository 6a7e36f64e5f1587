"""A member left: the share is asked back by itself, valued by the year's closing, and scheduled over some years."""

from __future__ import annotations

from typing import Any

from .client import Cooperative
from .figures import Figures, cents, until

SHARE, YEARS = 10_000, 5


def play(figures: Figures, coop: Cooperative) -> None:
    """Record that a member of alpar left late last year, and follow the money of the share to its schedule."""
    figures.chapter("a member of alpar leaves")
    year = figures.today.year - 1
    member = list(coop.every("/members"))[40]["id"]
    before = cents(coop.get("/capital")["paid_up"])
    coop.post(f"/members/{member}/departure", {
        "reason": "resignation", "noticed_on": f"{year}-11-02", "left_on": f"{year}-12-15",
    })  # fmt: skip
    asked = until("the redemption, asked for by the departure itself", lambda: _redemption(coop, member))
    figures.check("the share is cancelled, the money owed", (asked["state"], cents(asked["nominal"])),
                  ("cancelled", SHARE))  # fmt: skip
    figures.check("capital paid up now, in cents", cents(coop.get("/capital")["paid_up"]), before - SHARE)
    valued = coop.post(f"/share-redemptions/{asked['id']}/valuation")
    figures.check(f"valued by the closing of {year}: no loss to bear", cents(valued["value"]), SHARE)
    scheduled = coop.post(f"/share-redemptions/{asked['id']}/schedule", {})
    figures.check("scheduled over the years of the statutes",
                  [cents(one["amount"]) for one in scheduled["instalments"]], [SHARE // YEARS] * YEARS)  # fmt: skip


def _redemption(coop: Cooperative, member: str) -> dict[str, Any] | None:
    found = coop.every("/share-redemptions", member_id=member)
    return next((one for one in found if one["state"] != "requested"), None)
