"""Gathers everything that is held about one person in membership, table by table (GDPR, article 15)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from sqlalchemy import Table, select

from services.commons.access import MOST_ROWS, Kept, gathered
from services.commons.audit import Audited, audited_tables
from services.commons.audit.tables import Change
from services.commons.contract import Operation
from services.commons.documents.said import Said, said
from services.commons.documents.sheet import Value
from services.commons.documents.wording import worded
from services.commons.storage import Unit, tables_of
from services.membership.audit.reading import shown
from services.membership.register.as_of import member_on

from .holdings import ELSEWHERE, HOLDINGS, OTHER
from .known_as import known_as
from .retention import due_of, ties_of
from .tables import Pseudonymisation

# A sign-in under way is gone after a day: what is in it opens the door to whoever reads it before.
PASSING = frozenset({"sign_ins"})
MEMBERSHIP = said("register and life of the cooperative")
# How columns of persons are called where nothing else says whose a row is.
PERSONS = ("member_id", "person_id", "party_id")
# Of whom the trail may not say that a row concerns them, and what only its readers may read.
ALSO = {
    "support_cases": Audited("support case", ("id",), ("member_id",), (), ("subject", "contact", "summary")),
    "pathway_deadlines_told": Audited("pathway deadline told", (), ("pathway_id>pathways.person_id",), (), ()),
}

# Why nothing in these tables is about a person of the register.
OF_NOBODY = {
    **dict.fromkeys(("adhesions", "charter_adhesions", "charter_revocations", "committee_presences", "committee_roles",
                     "gathering_sign_ups", "own_charter_adhesions", "own_sign_ups", "questionnaire_recipients",
                     "received_questionnaires", "union_invitations", "questionnaire_unnamed_replies",
                     "support_case_cooperatives"), "of cooperatives, not of persons"),
    **dict.fromkeys(("advice_answers", "advice_endings", "advice_profiles", "advice_received", "advice_requests",
                     "advice_routed", "advice_routes", "announced_gatherings", "gatherings", "questionnaires",
                     "questionnaire_closings", "published_committees", "committees", "committee_charters",
                     "committee_meetings", "disclosed_figures", "refused_disclosures"),
                    "between cooperatives, which speak through offices"),
    **dict.fromkeys(("bodies", "working_groups", "cooperation_groups", "group_agreements", "establishments", "trades",
                     "shifts", "shift_templates", "shift_closures", "openings"),
                    "what there is, not who is in it: each person's place is held"),
    **dict.fromkeys(("activities", "activity_moves", "activity_states"), "by the owner's row, which is held"),
    **dict.fromkeys(("decisions", "meeting_changes", "meeting_items", "rectifications"), "of the cooperative"),
    **dict.fromkeys(("support_case_documents", "support_case_steps"), "read with the case, which is held"),
    **dict.fromkeys(("number_sequences", "erased_external_ids", "erasure_keys"), "tied to nobody"),
}  # fmt: skip


def kept_tables() -> Iterator[Kept]:
    """List the tables of membership whose rows concern persons, with the room of each.

    Digests are withheld wherever they stand: short secrets and addresses can be guessed from them.
    """
    base = tables_of("membership")
    declared = audited_tables(base.metadata)
    mapped = {(mapper.class_.__module__.split(".")[2], mapper.class_.__tablename__) for mapper in base.registry.mappers}
    for room, name in sorted(mapped - {("logins", one) for one in PASSING}):
        table: Table = base.metadata.tables[name]
        one = ALSO.get(table.name) or declared.get(table.name)
        if one is None:
            persons = tuple(name for name in PERSONS if name in table.c)
            one = Audited(table.name.replace("_", " "), (), persons, (), ())
        if one.subjects:
            withheld = {*one.withheld, *(name for name in table.c.keys() if "hash" in name)}
            yield Kept(table, room, one.words, one.subjects, one.personal, tuple(sorted(withheld)))


def everything_about(unit: Unit, party_id: str, language: str) -> dict[str, Any]:
    """Return everything held about a person as a JSON value, in the words of a language where it explains.

    No table gives more than ``MOST_ROWS`` rows, nor the trail as many changes; where there are more, ``truncated`` and
    ``changes_truncated`` say so.
    """

    def say(text: Said) -> str:
        return worded(text, language)

    ids = known_as(unit, party_id)
    due, erased = due_of(unit, party_id), unit.session.get(Pseudonymisation, party_id)
    changes = _changes(unit, party_id)
    return {
        "cooperative": str(unit.rules.statutes("identity.name").value), "made_on": unit.today.isoformat(),
        "person": _plain(member_on(unit.session, party_id, unit.today) or {}),
        "retention": {
            "ties": ties_of(unit, party_id), "due_on": due[0].isoformat() if due else None,
            "article": due[1] if due else None,
            "pseudonymised_on": erased.done_on.isoformat() if erased else None,
        },
        "held": gathered(unit, ((kept, HOLDINGS.get(kept.room, OTHER)) for kept in kept_tables()), party_id, language,
                         most=MOST_ROWS, merged=ids[1:]),
        "changes_truncated": len(changes) > MOST_ROWS, "changes": changes[:MOST_ROWS],
        "elsewhere": [
            {"service": one.service, "what": say(one.what), "kept": say(one.kept),
             "ask": [_path(operation, one_id) for one_id in ids for operation in one.operations]}
            for one in ELSEWHERE
        ],
    }  # fmt: skip


def facts_of(held: dict[str, Any], language: str) -> list[tuple[Said, Value]]:
    """Return what a person reads first: who they are here, and until when their data are kept."""
    person, retention = held["person"], held["retention"]
    named = person.get("name") or " ".join(filter(None, (person.get("first_name"), person.get("last_name"))))
    facts: list[tuple[Said, Value]] = [
        (said("Name"), named or person.get("id", "")), (said("Known here as"), person.get("id", "")),
        (said("Member number"), None if person.get("number") is None else str(person["number"])),
    ]  # fmt: skip
    if retention["pseudonymised_on"]:
        return [*facts, (said("Pseudonymised on"), date.fromisoformat(retention["pseudonymised_on"]))]
    if retention["due_on"]:
        return [*facts, (said("Kept until"), date.fromisoformat(retention["due_on"])),
                (said("By"), retention["article"])]  # fmt: skip
    ties = ", ".join(worded(Said(tie), language) for tie in retention["ties"])
    return [*facts, (said("Kept as long as there is"), ties)]


def _changes(unit: Unit, party_id: str) -> list[dict[str, Any]]:
    """Return the trail of a person's own rows, oldest first: who did what; the values stand in the rows."""
    mine = select(Change).where(Change.parties.contains([party_id]), Change.parties[1] == party_id)
    rows = unit.session.scalars(mine.order_by(Change.seq).limit(MOST_ROWS + 1)).all()
    return [
        {name: _plain(one[name]) for name in
         ("seq", "at", "actor", "operation", "reason", "change", "what", "before", "after", "withheld")}
        for one in shown(unit.session, rows)
    ]  # fmt: skip


def _path(operation: Operation, party_id: str) -> str:
    path = operation.path.replace("{member_id}", party_id).replace("{auxiliary}", party_id)
    return f"{operation.method} {path}"


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _plain(one) for name, one in value.items()}
    return value.isoformat() if isinstance(value, date) else value
