"""Tests are lent databases that others had; one whose tables a test changed is lent to nobody."""

from __future__ import annotations

import pytest
from sqlalchemy import text

import tests.fixtures.sample  # noqa: F401 – declares the sample service
from tests.house import fresh_database, take_back


@pytest.mark.parametrize(("change", "lent_again"), [
    ("SELECT 1", True),
    ("ALTER TABLE outbox ALTER COLUMN subject DROP NOT NULL", False),
    ("ALTER TABLE outbox ALTER COLUMN subject SET DEFAULT 'members/1'", False),
    ("CREATE OR REPLACE FUNCTION refuse_truncation() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'",
     False),
])  # fmt: skip
def test_a_database_of_another_shape_is_lent_to_nobody(postgres: str, change: str, lent_again: bool) -> None:
    """A column that may be empty, a default, another body of a function: as many of each as before, and yet others."""
    lent = fresh_database(postgres, "sample", "alpar")
    with lent.transaction() as session:
        session.execute(text(change))
    take_back()
    assert (fresh_database(postgres, "sample", "alpar").url == lent.url) is lent_again
    take_back()
