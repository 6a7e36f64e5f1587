"""What came with an application: documents accepted in a version, consents, and a guardian's word for a minor."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from services.commons.storage import Unit
from services.membership.register.days import check_not_in_the_future
from services.membership.register.tables import Party

from .blocking import MAJORITY_ARTICLE, wanted_of
from .contract.refusals import DocumentsNotAccepted, NotAMinor, OldDocumentVersion, UnknownDocument
from .rules import is_minor
from .tables import Application, Guardian, Paper


def check_papers(unit: Unit, body: dict[str, Any], on: date, *, complete: bool) -> None:
    """Refuse a document or consent that nobody asked for on that day, a version that was not the one in force then.

    With ``complete`` also whatever is missing.
    """
    needed, article = wanted_of(unit, on)
    for one in body["documents"]:
        _check_known(article, "document", one["slug"], list(needed.documents))
        if not needed.is_in_force(one["slug"], one["version"]):
            raise OldDocumentVersion(
                article=article, document=one["slug"], accepted=one["version"] or "unknown",
                in_force=needed.documents[one["slug"]], on=on,
            )  # fmt: skip
    for slug in body["consents"]:
        _check_known(article, "consent", slug, sorted(needed.consents))
    documents, consents = needed.missing((kind, slug) for kind, slug, _ in _said(body))
    if complete and (documents or consents):
        raise DocumentsNotAccepted(
            article=article, documents=", ".join(needed.documents) or "nothing",
            consents=", ".join(sorted(needed.consents)) or "nothing", missing=[*documents, *consents],
        )  # fmt: skip


def keep_papers(unit: Unit, application: Application, body: dict[str, Any], on: date) -> None:
    """Write what an applicant accepts and consents to; a later version takes the place of an older one."""
    for kind, slug, version in _said(body):
        row = insert(Paper).values(
            application_id=application.id, kind=kind, slug=slug, version=version, accepted_on=on, recorded_at=unit.now
        )
        news = {"version": version, "accepted_on": on, "recorded_at": unit.now}
        unit.session.execute(row.on_conflict_do_update(index_elements=["application_id", "kind", "slug"], set_=news))


def keep_guardian(unit: Unit, application: Application, body: dict[str, Any]) -> None:
    """Write who consents for a minor, in place of whoever was written before; of age since, the consent is kept."""
    born_on = unit.session.scalar(select(Party.birth_date).where(Party.id == application.member_id))
    if not is_minor(born_on, application.submitted_on):
        raise NotAMinor(article=MAJORITY_ARTICLE, application_id=application.id)
    check_not_in_the_future(unit, body["consented_on"])
    held = unit.session.get(Guardian, application.id) or Guardian(application_id=application.id)
    for name in ("first_name", "last_name", "email", "consented_on"):
        setattr(held, name, body[name])
    held.recorded_at = unit.now
    unit.session.add(held)
    unit.session.flush()


def _check_known(article: str, kind: str, slug: str, known: list[str]) -> None:
    if slug not in known:
        raise UnknownDocument(article=article, kind=kind, slug=slug, known=", ".join(known) or "none")


def _said(body: dict[str, Any]) -> list[tuple[str, str, str | None]]:
    documents = [("document", str(one["slug"]), one["version"]) for one in body["documents"]]
    return [*documents, *(("consent", str(slug), None) for slug in body["consents"])]
