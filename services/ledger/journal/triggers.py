"""What the database itself refuses: entries that do not balance or are not whole, and changes of what never changes."""

from __future__ import annotations

from typing import Any

from sqlalchemy import DDL, event

# Both checks below group the two sides together instead of joining them: a plan that was made for one entry and kept
# would otherwise loop over a batch of thousands.

IMMUTABLE = DDL(
    """
    CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      RAISE EXCEPTION 'rows of %% never change: they are corrected by new ones', TG_TABLE_NAME
        USING ERRCODE = 'integrity_constraint_violation';
    END $$
    """
)
ENTRIES_COMPLETE = DDL(
    """
    CREATE OR REPLACE FUNCTION entries_are_complete() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE first bigint; last bigint; wrong bigint;
    BEGIN
      SELECT min(seq), max(seq) INTO first, last FROM fresh;
      SELECT entry INTO wrong
        FROM (SELECT seq AS entry, lines AS said, 0 AS had, true AS is_fresh FROM fresh
              UNION ALL SELECT entry, 0, 1, false FROM lines WHERE entry BETWEEN first AND last) both_sides
       GROUP BY entry HAVING bool_or(is_fresh) AND (sum(said) <> sum(had) OR sum(said) < 2) LIMIT 1;
      IF wrong IS NOT NULL THEN
        RAISE EXCEPTION 'entry %% does not have the lines it says', wrong
          USING ERRCODE = 'integrity_constraint_violation';
      END IF;
      RETURN NULL;
    END $$
    """
)
LINES_BALANCE = DDL(
    """
    CREATE OR REPLACE FUNCTION lines_balance() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE first bigint; last bigint; wrong bigint;
    BEGIN
      SELECT min(entry), max(entry) INTO first, last FROM fresh;
      SELECT entry INTO wrong
        FROM (SELECT entry, amount, number, 0 AS said FROM fresh
              UNION ALL SELECT seq, 0, NULL, lines FROM entries WHERE seq BETWEEN first AND last) both_sides
       GROUP BY entry
      HAVING count(number) > 0
         AND (sum(amount) <> 0 OR sum(said) <> count(number) OR min(number) <> 1 OR max(number) <> count(number))
       LIMIT 1;
      IF wrong IS NOT NULL THEN
        RAISE EXCEPTION 'entry %% does not balance', wrong USING ERRCODE = 'integrity_constraint_violation';
      END IF;
      RETURN NULL;
    END $$
    """
)


def never_changes(table: Any) -> None:
    """Attach to a table the trigger that refuses every update, deletion and truncation."""
    event.listen(table, "after_create", IMMUTABLE)
    event.listen(table, "after_create", DDL(
        f"CREATE TRIGGER {table.name}_never_change BEFORE UPDATE OR DELETE OR TRUNCATE ON {table.name} "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
    ))  # fmt: skip
