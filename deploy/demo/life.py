"""From the form on the site to a member who is welcomed; and a departure that leaves nobody in a group or a shift."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from .client import Cooperative, Refused
from .figures import Figures, euros, until

SHARE = 10_000
NEWCOMER = {
    "kind": "natural_person", "category": "member", "first_name": "Ada", "last_name": "Newcomer",
    "email": "ada.newcomer@alpar.example", "birth_date": "1990-05-17",
}  # fmt: skip


def play(figures: Figures, coops: dict[str, Cooperative]) -> None:
    """Play alpar's part; the newcomer of the first half resigns in the second, and takes it back."""
    alpar = coops["alpar"]
    member = _arrive(figures, alpar)
    _leave(figures, alpar, member)
    _sign_in(figures, alpar)


def _arrive(figures: Figures, coop: Cooperative) -> str:
    """Apply by a public form, pay the share, get a number and a welcome pack; return the member's id."""
    figures.chapter("a newcomer at alpar: from the form to the welcome")
    made = coop.post("/keys", {"name": "form on the site", "preset": "public-form"})
    form = Cooperative(coop.http, coop.slug, made["key"])
    figures.refused("the form reads nothing", "forbidden", lambda: form.get("/applications"))
    application = form.post("/applications", NEWCOMER)
    figures.check("accepted of right, waiting for the share", [one["code"] for one in application["blocking_reasons"]],
                  ["share_not_paid"])  # fmt: skip
    figures.refused("the same person once more", "already_applied", lambda: form.post("/applications", NEWCOMER),
                    article="article 6")  # fmt: skip
    figures.refused("a form that says when it was handed in", "forbidden",
                    lambda: form.post("/applications", {**NEWCOMER, "submitted_on": _in(figures, -30)}))  # fmt: skip
    waiting = coop.get("/applications/waiting")
    figures.check("applications that wait, and for how many days", (waiting["count"], waiting["longest_days"]), (1, 0))
    figures.note(f"it expires on {application['expires_on']} unless the share is paid")
    member = str(application["member_id"])
    last = max(one["number"] for one in coop.every("/members"))
    _pay(figures, coop, member)
    pack = until("the welcome pack", lambda: _found(coop, member))
    figures.check("the next number, given to nobody before", pack["number"], last + 1)
    figures.check("what the pack holds", [one["slug"] for one in pack["documents"]], ["statutes", "bylaws"])
    figures.check("a first shift by", pack["first_shift_by"],
                  (date.fromisoformat(pack["admitted_on"]) + timedelta(days=28)).isoformat())  # fmt: skip
    dues = {"organisation": pack["linked_organisation"], "reference": "2026/431",
            "paid_until": date(figures.today.year + 1, 12, 31).isoformat()}  # fmt: skip
    coop.post(f"/members/{member}/linked-memberships", dues)
    figures.check("dues of the association are known", coop.get(f"/members/{member}")["linked_organisation_until"],
                  dues["paid_until"])  # fmt: skip
    return member


def _pay(figures: Figures, coop: Cooperative, member: str) -> None:
    day = figures.today.isoformat()
    # The form's answer told of its own events; the office waits until the ledger has heard of the applicant.
    subscription = until("the applicant in the ledger", lambda: _subscribed(coop, member, day))
    coop.post(f"/share-subscriptions/{subscription['id']}/payments", {"amount": euros(SHARE), "paid_on": day})


def _leave(figures: Figures, coop: Cooperative, member: str) -> None:
    """Foresee a resignation, record it, see what it cleared, and take it back."""
    figures.chapter("who leaves alpar leaves nothing behind")
    coop.post("/working-groups/supply/members", {"member_ids": [member]})
    preview = coop.get(f"/members/{member}/departure-preview")
    figures.check("by the notice of the statutes the last day is", preview["left_on"],
                  (figures.today + timedelta(days=30)).isoformat())  # fmt: skip
    figures.check("working groups that would lose the member", preview["clears"]["working_groups"], 1)
    figures.refused("to leave tomorrow", "withdrawal_notice_too_short", lambda: coop.post(
        f"/members/{member}/departure", {"reason": "resignation", "left_on": _in(figures, 1)}
    ), article="article 7")  # fmt: skip
    left = coop.post(f"/members/{member}/departure", {"reason": "resignation"})
    figures.check("what the departure cleared", left["cleared"], preview["clears"])
    group = coop.get("/working-groups/supply", as_of=_in(figures, 31))
    figures.check("the day after the last day the group has the member", member in str(group), False)
    figures.refused("a second resignation", "already_leaving",
                    lambda: coop.post(f"/members/{member}/departure", {"reason": "resignation"}))  # fmt: skip
    owed = until("the share, asked back", lambda: coop.get(f"/members/{member}/departure")["shares"])
    figures.note(f"the ledger says: {owed[0]['state']}")
    back = coop.post(f"/members/{member}/departure/withdrawal")
    figures.check("taken back before the last day: the same number, and what to take up anew", back["not_restored"],
                  {"working_groups": 1})  # fmt: skip
    until("the share, held again", lambda: _restored(coop, member))
    figures.check("a member as before", coop.get(f"/members/{member}")["state"], "active")


def _sign_in(figures: Figures, coop: Cooperative) -> None:
    """Ask for codes: the answer tells nobody whose addresses stand in the register; no key is a person."""
    figures.chapter("signing in as oneself")
    nobody = coop.anonymous()
    known = nobody.post("/sign-ins", {"email": NEWCOMER["email"]})
    unknown = nobody.post("/sign-ins", {"email": "nobody@alpar.example"})
    figures.check("a known and an unknown address are answered alike", sorted(known), sorted(unknown))
    figures.refused("a guess", "code_not_accepted", lambda: nobody.post(
        f"/sign-ins/{unknown['id']}/confirmation", {"code": "00000000"}))  # fmt: skip
    figures.refused("the cooperative's full key is no person", "personal_sign_in_needed", lambda: coop.get("/me"))


def _found(coop: Cooperative, member: str) -> dict[str, Any] | None:
    shown = coop.get(f"/members/{member}")
    return coop.get(f"/members/{member}/welcome-pack") if shown["state"] == "active" else None


def _subscribed(coop: Cooperative, member: str, day: str) -> dict[str, Any] | None:
    try:
        found: dict[str, Any] = coop.post(
            f"/members/{member}/share-subscriptions", {"count": 1, "subscribed_on": day}
        )
    except Refused as refused:
        if refused.code != "unknown_member":
            raise
        return None
    return found


def _restored(coop: Cooperative, member: str) -> bool:
    return all(one["state"] == "annulled" for one in coop.every("/share-redemptions", member_id=member))


def _in(figures: Figures, days: int) -> str:
    return (figures.today + timedelta(days=days)).isoformat()
