"""The replay of the books finds what was changed in the bank room behind the triggers."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from services.commons.storage import Database
from services.ledger.proof.check import check
from tests.fixtures.bank.writing import Written
from tests.house import House
from tests.unit.ledger.banking.desk import DAY, open_account, receive, subscribed

OpenHouse = Callable[..., House]


def test_tampered_bank_rows_are_found(house: OpenHouse) -> None:
    """A changed line, a changed standing, a match with another line: each is found by its row, until it is mended."""
    alpar = house("alpar")
    open_account(alpar)
    (share,) = subscribed(alpar)
    matched, open_line = receive(alpar, Written(DAY, 10000, f"VIR {share['id']}"), Written(DAY, -500, "FRAIS"))
    database, line = alpar.ledger.database, open_line["id"]
    assert check(database).holds and matched["state"] == "matched"
    for change, mend, row in (
        (f"UPDATE bank_lines SET amount = -600 WHERE id = '{line}'",
         f"UPDATE bank_lines SET amount = -500 WHERE id = '{line}'", "stm_"),
        (f"UPDATE bank_line_standings SET matched = -500, state = 'matched' WHERE line_id = '{line}'",
         f"UPDATE bank_line_standings SET matched = 0, state = 'unmatched' WHERE line_id = '{line}'", "bln_"),
        ("UPDATE bank_matches SET entry_line = 2", "UPDATE bank_matches SET entry_line = 1", "ent_"),
        (f"UPDATE bank_statement_lines SET line_id = '{line}x' WHERE line_id = '{line}'",
         f"UPDATE bank_statement_lines SET line_id = '{line}' WHERE line_id LIKE '%x'", "stm_"),
    ):  # fmt: skip
        tamper(database, change)
        assert any(one.row.removeprefix("entry ").startswith(row) for one in check(database).findings), change
        tamper(database, mend)
    assert check(database).holds


def tamper(database: Database, statement: str) -> None:
    """Change rows as a superuser can who switches the triggers off."""
    with database.transaction() as session:
        session.execute(text("SET LOCAL session_replication_role = replica"))
        session.execute(text(statement))


@pytest.mark.parametrize("table", ["bank_lines", "bank_statements", "bank_statement_lines"])
def test_what_the_bank_wrote_never_changes(house: OpenHouse, table: str) -> None:
    """The database refuses to change or delete a statement or a line."""
    alpar = house("alpar")
    open_account(alpar)
    receive(alpar, Written(DAY, 100, "X"))
    for statement in (f"DELETE FROM {table}", f"TRUNCATE {table}"):
        with pytest.raises(IntegrityError, match="never change"), alpar.ledger.database.transaction() as session:
            session.execute(text(statement))
