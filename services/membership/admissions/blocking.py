"""What blocks applications, for many at once: a list of them is read in a few statements, however long it is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func, select

from services.commons.money import Money
from services.commons.rulebook.reading import Rule
from services.commons.storage import Unit
from services.membership.register.tables import Party

from .rules import Open, ShareTerms, Wanted, blocking_codes, dues_missing, is_enough, is_minor, share_terms, wanted
from .tables import OPEN, Application, Guardian, PaidShare, Paper

_SENTENCES = {
    "guardian_missing": "The applicant is a minor: who has parental authority has to consent.",
    "documents_missing": "Documents are not accepted or consents not given: {missing}.",
    "under_review": "The decision of {decided_by} is still to come.",
    "decision_pending": "The general assembly has to decide.",
    "linked_organisation_dues_missing": "The dues of {organisation} are not paid.",
    "share_not_paid": "{paid} of {to_pay} {currency} are paid.",
}
MAJORITY_ARTICLE = "Civil Code, articles 388 and 371-1"


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of one application."""

    born_on: date | None
    paid_until: date | None
    paid: Money
    papers: list[Paper]
    has_guardian: bool


def deciding(unit: Unit, application: Application | None = None, on: date | None = None) -> tuple[str, str]:
    """Return who decides on a day (today) on admissions, or on this application, and the article that says so."""
    rule = unit.rules_on(on or unit.today).statutes("membership.admission.decided_by")
    if application is None or application.decides is None:
        return str(rule.value), rule.article
    return application.decides, deciding_after_exclusion(unit).article


def deciding_after_exclusion(unit: Unit) -> Rule:
    """Return who decides on an application of somebody who was excluded: the members, unless statutes name a body."""
    return unit.rules.statutes("membership.admission.after_exclusion", "general_assembly")


def linked_organisation(unit: Unit) -> Rule:
    """Return the organisation whose dues are asked for before the admission, by the statutes or else the bylaws."""
    rule = unit.rules.statutes("membership.admission.linked_organisation", None)
    return rule if rule.value is not None else unit.rules.bylaws("admission.linked_organisation", None)


def wanted_of(unit: Unit, day: date | None = None) -> tuple[Wanted, str]:
    """Return what the statutes ask applicants to accept and to consent to on a day (today), and their article."""
    rules = unit.rules_on(day or unit.today)
    asked = rules.statutes("membership.admission.documents", [])
    consents = rules.statutes("membership.admission.consents", [])
    article = asked.article if asked.value else consents.article
    return wanted(asked.value, consents.value, rules.versions), article


def facts_of(unit: Unit, applications: Sequence[Application]) -> dict[str, Facts]:
    """Read what is known of some applications, by their ids."""
    ids, members = [one.id for one in applications], [one.member_id for one in applications]
    known = select(Party.id, Party.birth_date, Party.linked_organisation_until).where(Party.id.in_(members))
    parties = {row.id: row for row in unit.session.execute(known)}
    sums = select(PaidShare.member_id, func.sum(PaidShare.paid)).group_by(PaidShare.member_id)
    paid = {member: int(total) for member, total in unit.session.execute(sums.where(PaidShare.member_id.in_(members)))}
    papers: dict[str, list[Paper]] = defaultdict(list)
    found = select(Paper).where(Paper.application_id.in_(ids)).order_by(Paper.kind, Paper.slug)
    for paper in unit.session.scalars(found.execution_options(populate_existing=True)):
        papers[paper.application_id].append(paper)
    guarded = set(unit.session.scalars(select(Guardian.application_id).where(Guardian.application_id.in_(ids))))
    return {
        one.id: Facts(
            parties[one.member_id].birth_date, parties[one.member_id].linked_organisation_until,
            Money(max(0, paid.get(one.member_id, 0)), unit.currency), papers[one.id], one.id in guarded,
        )
        for one in applications
    }  # fmt: skip


def blocking(unit: Unit, application: Application, facts: Facts) -> list[dict[str, Any]]:
    """Return what blocks an application: code, sentence and article of each."""
    if application.state not in OPEN:
        return []
    decided_by, decision_article = deciding(unit, application)
    terms, shares_article = _terms(unit, application.category)
    linked, (needed, papers_article) = linked_organisation(unit), wanted_of(unit)
    documents, consents = needed.missing((one.kind, one.slug) for one in facts.papers)
    codes = blocking_codes(application.state, decided_by, Open(
        is_minor(facts.born_on, unit.today) and not facts.has_guardian, bool(documents or consents),
        dues_missing(linked.value, facts.paid_until, unit.today), is_enough(facts.paid, terms),
    ))  # fmt: skip
    articles = {"share_not_paid": shares_article, "linked_organisation_dues_missing": linked.article,
                "documents_missing": papers_article, "guardian_missing": MAJORITY_ARTICLE}  # fmt: skip
    values = {"decided_by": decided_by, "organisation": linked.value, "paid": facts.paid,
              "currency": facts.paid.currency, "to_pay": terms.to_pay if terms else None,
              "missing": ", ".join([*documents, *consents])}  # fmt: skip
    return [
        {"code": code, "sentence": _SENTENCES[code].format(**values), "article": articles.get(code, decision_article)}
        for code in codes
    ]


def _terms(unit: Unit, category: str) -> tuple[ShareTerms | None, str]:
    shares = unit.rules.statutes("shares", None)
    if shares.value is None:
        return None, shares.article
    return share_terms(shares.value, category, unit.currency), unit.rules.statutes("shares.paid_to_admit", "1").article
