"""Every table of membership is audited, or stands here with the reason why not."""

from __future__ import annotations

import importlib

from services.commons.audit import audited_tables
from services.commons.storage import tables_of

importlib.import_module("services.membership.service")
TABLES = tables_of("membership").metadata
# What another service told, and what follows from rows that are audited: the former is in that service's own log.
NOT_AUDITED = {
    "disclosed_figures": "what other cooperatives told, each kept for ever as it came",
    "erased_external_ids": "digests; the pseudonymisation is audited, and the trail would tie them to the person",
    "erasure_keys": "a key, drawn once; the trail may not hold it",
    "leaver_redemptions": "what the ledger told; rebuilt from its log",
    "number_sequences": "a counter; each number that it gives stands in members",
    "paid_shares": "what the ledger told; rebuilt from its log",
    "pathway_deadlines_told": "that a warning was told, once; the deadline follows from contracts",
    "refused_disclosures": "a counter of what was not taken",
    "share_holdings": "what the ledger told; rebuilt from its log",
    "shift_reminders": "that a reminder was told, once",
    "sign_ins": "codes asked for, by anybody, for minutes; the login that follows is audited",
    "standings_told": "the standing last told to tills; it is derived",
}
# The columns in which a table names a person or organisation of the register.
PERSONS = ("member_id", "person_id", "party_id")


def test_every_table_is_audited_or_says_why_not() -> None:
    """A new table declares ``@audited``, or its reason is added above; no reason outlives its table."""
    audited = audited_tables(TABLES)
    assert set(TABLES.tables) - set(audited) == set(NOT_AUDITED)


def test_the_trail_knows_whom_a_row_concerns() -> None:
    """A table with a person's column names it as a subject, unless the trail may not say whom it concerns."""
    for name, declared in audited_tables(TABLES).items():
        said = {one.partition(">")[0] for one in declared.subjects}
        persons = {column for column in PERSONS if column in TABLES.tables[name].c} - set(declared.withheld)
        assert persons <= said, f"{name} does not say that it concerns {', '.join(sorted(persons - said))}"


def test_subjects_of_another_table_can_be_followed() -> None:
    """``column>table.owner`` leads to a table with an ``id`` and that owner."""
    for name, declared in audited_tables(TABLES).items():
        for subject in declared.subjects:
            column, _, through = subject.partition(">")
            if through:
                table, _, owner = through.partition(".")
                assert {"id", owner} <= set(TABLES.tables[table].c.keys()), f"{name}: {subject}"
            assert column in TABLES.tables[name].c


def test_names_and_addresses_are_personal_where_a_person_is_named() -> None:
    """A column that is called like something personal is erased with the person, or withheld."""
    called = {"first_name", "last_name", "email", "phone", "birth_date", "address", "postal_address", "iban"}
    for name, declared in audited_tables(TABLES).items():
        found = called & set(TABLES.tables[name].c.keys())
        assert found <= {*declared.personal, *declared.withheld}, f"{name}: {', '.join(sorted(found))}"
