"""What a new member is to be given and told: written with the admission, and told once."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from sqlalchemy.dialects.postgresql import insert

from services.commons.storage import Unit

from .blocking import wanted_of
from .contract import welcome_pack_due
from .tables import Application, WelcomePackDue


def welcome(unit: Unit, application: Application, number: int) -> None:
    """Tell that a member is to be welcomed; admitted again after an annulled vote, it is not told again."""
    assert application.admitted_on is not None
    content = _content(unit, application, number, application.admitted_on)
    row = insert(WelcomePackDue).values(
        application_id=application.id, member_id=application.member_id, content=_plain(content), told_at=unit.now
    )
    if unit.session.execute(row.on_conflict_do_nothing().returning(WelcomePackDue.application_id)).scalar() is not None:
        unit.emit(welcome_pack_due, f"members/{application.member_id}", content)


def _content(unit: Unit, application: Application, number: int, admitted_on: date) -> dict[str, Any]:
    """Return what the pack holds, by the bylaws; without a word there, the documents that applicants accept."""
    needed, _ = wanted_of(unit)
    named = unit.rules.bylaws("welcome.documents", list(needed.documents)).value
    days = unit.rules.bylaws("welcome.first_shift_days", None).value
    linked = unit.rules.bylaws("shifts.requires_linked_organisation", None).value
    paid_to_admit = Fraction(str(unit.rules.statutes("shares.paid_to_admit", "1").value))
    months = unit.rules.statutes("shares.balance_months", 0).value
    return {
        "member_id": application.member_id, "application_id": application.id, "number": number,
        "admitted_on": admitted_on,
        "documents": [{"slug": slug, "version": _version(unit, needed.documents, slug)} for slug in named],
        "first_shift_by": None if days is None else admitted_on + timedelta(days=int(days)),
        "linked_organisation": linked, "balance_months": int(months) if paid_to_admit < 1 else None,
    }  # fmt: skip


def _version(unit: Unit, known: Any, slug: str) -> str | None:
    held = unit.rules.versions.get(slug)
    return str(held) if held is not None else known.get(slug)


def _plain(content: dict[str, Any]) -> dict[str, Any]:
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in content.items()}
