"""Subject access misses nothing: every table of every service is in it, or stands in a list with the reason why not."""

from __future__ import annotations

import importlib

import pytest

from services.commons.access import Kept
from services.commons.documents.said import translated
from services.commons.storage import tables_of
from services.ledger.retention import held as ledger
from services.membership.privacy import access as membership
from services.voting.privacy import held as voting

for _service in ("membership", "ledger", "voting", "gateway"):
    importlib.import_module(f"services.{_service}.service")
LEDGER, VOTING = [one for one, _ in ledger.kept_tables()], [one for one, _ in voting.kept_tables()]
MEMBERSHIP = list(membership.kept_tables())
# Columns that name a person, wherever they stand.
PERSONS = {"member_id", "person_id", "party_id", "auxiliary", "giver_id", "holder_id", "donor", "lender", "customer",
           "household", "buyer", "payer", "supplier", "funder", "nominated_by", "cast_by", "represented_by", "moved_by",
           "chair_id", "merged_into"}  # fmt: skip
# A household as it was made up when it bought: by two columns, so by a condition (see test_kept_names.py).
BY_CONDITION = {("sales", "household")}
# What every service keeps for its own running.
COMMONS = {
    "audit": "who asked for what, by key: the keys' holders, not those concerned", "changes": "handed out as changes",
    "changes_personal": "handed out as changes", "commands": "answers, for 7 days", "dead_letters": "events by id",
    "effects": "of proposals", "inbox": "ids of events", "job_lines": "verdicts on lines, by line number",
    "jobs": "counts", "outbox": "events, by id alone", "outbox_subjects": "ids", "proposals": "by id alone",
    "rulebook_versions": "statutes", "upload_parts": "what is being uploaded, for a day",
}  # fmt: skip
# Cooperatives are no persons; the key of a system is not one's data.
GATEWAY = {"api_keys": "keys, of systems", "feed": "events, by id alone"}


@pytest.mark.parametrize(("service", "kept", "of_nobody"), [
    ("membership", MEMBERSHIP, {*membership.OF_NOBODY, *membership.PASSING}),
    ("ledger", LEDGER, set(ledger.OF_NOBODY)),
    ("voting", VOTING, set(voting.OF_NOBODY)),
    ("gateway", [], set(GATEWAY)),
    ("commons", [], set(COMMONS)),
])  # fmt: skip
def test_every_table_is_handed_out_or_says_why_not(service: str, kept: list[Kept], of_nobody: set[str]) -> None:
    """A new table declares whose rows it holds, or gives its reason; none does both, and no reason outlives it."""
    held = {one.table.name for one in kept}
    assert held.isdisjoint(of_nobody)
    assert held | of_nobody == set(tables_of(service).metadata.tables)


@pytest.mark.parametrize("kept", [*LEDGER, *VOTING], ids=lambda one: one.table.name)
def test_whoever_a_row_names_is_given_it(kept: Kept) -> None:
    """A column that names a person is one of those by which the table is searched."""
    named = {str(one).partition(">")[0] for one in kept.subjects if isinstance(one, str)}
    conditions = {column for table, column in BY_CONDITION if table == kept.table.name}
    assert PERSONS & set(kept.table.c.keys()) <= named | conditions


def test_what_is_not_handed_out_names_nobody() -> None:
    """No table with the reason that it is about nobody has a column that names a person."""
    for service, reasons in (("ledger", ledger.OF_NOBODY), ("voting", voting.OF_NOBODY),
                             ("membership", membership.OF_NOBODY)):  # fmt: skip
        for name in reasons:
            assert not PERSONS & set(tables_of(service).metadata.tables[name].c.keys()), name


@pytest.mark.parametrize("kept", [*MEMBERSHIP, *LEDGER, *VOTING], ids=lambda one: one.table.name)
def test_the_person_reads_it_in_french(kept: Kept) -> None:
    """What a table and its fields are called is translated, but where French writes the same."""
    words = [kept.words, *(one.removesuffix("_id").replace("_", " ") for one in kept.table.c.keys())]
    unsaid = [one for one in words if one not in SAME and translated(one, "fr") == one]
    assert unsaid == [], f"say these in French in services/commons/access/locale/access.fr.po: {unsaid}"


# Written alike in both.
SAME = {"article", "code", "condition", "conditions", "contact", "contribution", "distinction", "engagement",
        "exclusion", "format", "journal", "minutes", "net", "objection", "organisation", "part", "pseudonymisation",
        "section", "source", "suspension", "total", "union", "version", "vote"}  # fmt: skip
