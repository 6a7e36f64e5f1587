"""The cooperative that a case ends in: its file is drafted, checked like a founding text, and handed over."""

from __future__ import annotations

from typing import Any

import yaml
from sqlalchemy import select

from services.commons.bindings import answers
from services.commons.requests import Chunk
from services.commons.storage import Unit
from services.membership.register.tables import Party
from services.membership.statutes.document import CooperativeDocument, findings_on_form
from services.membership.statutes.review import findings_in
from services.membership.statutes.rules import Finding, law_on

from .. import contract
from ..contract.refusals import CooperativeNotDrafted, CooperativeTextUnfit, EndsInNoCooperative, SlugTaken
from ..founding import founding_text
from ..handling import held, held_open
from ..tables import CooperativeDraft, SupportCase


@answers(contract.draft_case_cooperative)
def draft_case_cooperative(unit: Unit, case_id: str, body: dict[str, Any]) -> CooperativeDraft:
    """Draft the cooperative's file; drafted again, it takes the place of the draft before."""
    case = held_open(unit, case_id)
    if case.kind == "revision":
        raise EndsInNoCooperative(kind=case.kind)
    _check_slug(unit, case, body["slug"])
    joins = [{"federation": unit.coop, "as": body["joins_as"]}] if body["joins_as"] else []
    document = founding_text({**body, "founded_on": body["founded_on"].isoformat(), "federations": joins})
    if findings := _findings(unit, document):
        raise _unfit(findings)
    draft = unit.session.get(CooperativeDraft, case_id)
    if draft is None:
        draft = CooperativeDraft(case_id=case_id)
        unit.session.add(draft)
    draft.slug, draft.document, draft.drafted_at = body["slug"], document, unit.now
    unit.session.flush()
    return draft


def _check_slug(unit: Unit, case: SupportCase, slug: str) -> None:
    """Refuse the name of another cooperative that this register knows; that of the supported one itself is its own."""
    others = select(Party.id).where(Party.cooperative == slug, Party.id.is_distinct_from(case.member_id))
    if slug == unit.coop or unit.session.scalar(others.limit(1)) is not None:
        raise SlugTaken(slug=slug)


@answers(contract.get_case_cooperative_file)
def get_case_cooperative_file(unit: Unit, case_id: str, cursor: str | None) -> Chunk:
    """Return the last draft as the YAML file that ``rochdale coop add`` takes."""
    held(unit, case_id)
    draft = unit.session.get(CooperativeDraft, case_id)
    if draft is None:
        raise CooperativeNotDrafted(case_id=case_id)
    text = yaml.safe_dump(draft.document, allow_unicode=True, sort_keys=False, width=120)
    return Chunk(text, "application/yaml", None, f"{draft.slug}.yml")


def _findings(unit: Unit, document: dict[str, Any]) -> list[Finding]:
    form = findings_on_form(CooperativeDocument(), document)
    if form:
        return form
    # As of today, however long ago the enterprise was founded: the text is in force from its arrival here.
    law = law_on(unit.rules.document("law"), unit.today.isoformat())
    statutes, bylaws = document["statutes"], document["bylaws"]
    categories = {one["slug"] for one in unit.rules.statutes("membership.categories", []).value}
    joining = [
        Finding(("federations", place, "as"), f"is {link['as']}; {unit.coop} has no such category.")
        for place, link in enumerate(document.get("federations", ())) if link["as"] not in categories
    ]  # fmt: skip
    return [
        *_below("statutes", findings_in("statutes", statutes, bylaws, law)),
        *_below("bylaws", findings_in("bylaws", bylaws, statutes, law)), *joining,
    ]  # fmt: skip


def _below(layer: str, findings: list[Finding]) -> list[Finding]:
    return [Finding((layer, *one.steps), one.message, one.source) for one in findings]


def _unfit(findings: list[Finding]) -> CooperativeTextUnfit:
    """What is unlawful goes first; all findings are listed."""
    first = next((one for one in findings if one.source), findings[0])
    errors = [
        {"in": "document", "pointer": "/" + "/".join(map(str, one.steps)), "message": one.message,
         **({"article": one.source} if one.source else {})}
        for one in findings[:100]
    ]  # fmt: skip
    return CooperativeTextUnfit(article=first.source, errors=errors, path=first.path, said=first.message)
