"""The trail's own functions and guards, as PostgreSQL runs them.

Invariants, kept here and not by the services' code, whose role may not change them:
- each row that a statement inserts, updates or deletes in an audited table makes one row in ``changes``;
- only these triggers write there, and nothing in the trail is updated, deleted or truncated, but personal values of
  one person, which are blanked in a transaction that names the person (``rochdale.erasing``).
"""

from __future__ import annotations

from sqlalchemy import DDL

PARTIES = """
CREATE OR REPLACE FUNCTION audit_parties(said jsonb, subjects text[]) RETURNS text[] LANGUAGE plpgsql STABLE AS $$
DECLARE subject text; party text; parties text[] := '{}'; path text[];
BEGIN
  FOREACH subject IN ARRAY subjects LOOP
    IF strpos(subject, '>') = 0 THEN
      party := said ->> subject;
    ELSE
      path := regexp_split_to_array(subject, '[>.]');
      EXECUTE format('SELECT %I FROM %I WHERE id = $1', path[3], path[2]) INTO party USING said ->> path[1];
    END IF;
    IF party IS NOT NULL AND party <> ALL (parties) THEN parties := parties || party; END IF;
  END LOOP;
  RETURN parties;
END $$
"""
DIFFERENCE = """
CREATE OR REPLACE FUNCTION audit_difference(said jsonb, other jsonb) RETURNS jsonb LANGUAGE sql IMMUTABLE AS $$
  SELECT coalesce(jsonb_object_agg(key, value), '{}') FROM jsonb_each(said)
   WHERE other -> key IS DISTINCT FROM value
$$
"""
PICKED = """
CREATE OR REPLACE FUNCTION audit_picked(said jsonb, names text[]) RETURNS jsonb LANGUAGE sql IMMUTABLE AS $$
  SELECT jsonb_object_agg(key, value) FROM jsonb_each(said) WHERE key = ANY (names)
$$
"""
CHANGES = """
CREATE OR REPLACE FUNCTION audit_changes() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  keys text[] := string_to_array(TG_ARGV[0], ',');
  subjects text[] := string_to_array(TG_ARGV[1], ',');
  personal text[] := string_to_array(TG_ARGV[2], ',');
  withheld text[] := string_to_array(TG_ARGV[3], ',');
  aside text[] := personal || withheld;
  act jsonb := coalesce(nullif(current_setting('rochdale.act', true), ''), '{}');
  olds jsonb[]; news jsonb[];
BEGIN
  IF TG_OP = 'INSERT' THEN
    SELECT array_agg(to_jsonb(f)) INTO news FROM fresh f;
    olds := array_fill(NULL::jsonb, ARRAY[coalesce(array_length(news, 1), 0)]);
  ELSIF TG_OP = 'DELETE' THEN
    SELECT array_agg(to_jsonb(s)) INTO olds FROM stale s;
    news := array_fill(NULL::jsonb, ARRAY[coalesce(array_length(olds, 1), 0)]);
  ELSE
    WITH earlier AS (SELECT said, (SELECT jsonb_agg(said -> k) FROM unnest(keys) k) AS id
                       FROM (SELECT to_jsonb(s) AS said FROM stale s) o),
         later AS (SELECT said, (SELECT jsonb_agg(said -> k) FROM unnest(keys) k) AS id
                     FROM (SELECT to_jsonb(f) AS said FROM fresh f) n)
    SELECT array_agg(earlier.said), array_agg(later.said) INTO olds, news
      FROM earlier FULL JOIN later USING (id) WHERE earlier.said IS DISTINCT FROM later.said;
  END IF;
  IF coalesce(array_length(news, 1), 0) = 0 THEN RETURN NULL; END IF;
  WITH changed AS (
    SELECT nextval('changes_seq_seq') AS seq, coalesce(later, earlier) AS said,
           CASE WHEN later IS NULL THEN earlier WHEN earlier IS NOT NULL THEN audit_difference(earlier, later) END
             AS before,
           CASE WHEN earlier IS NULL THEN later WHEN later IS NOT NULL THEN audit_difference(later, earlier) END
             AS after
      FROM unnest(olds, news) AS pair(earlier, later)
  ), apart AS (
    INSERT INTO changes_personal (seq, before, after)
    SELECT seq, audit_picked(before, personal), audit_picked(after, personal) FROM changed
     WHERE coalesce(after, before) ?| personal
  )
  INSERT INTO changes (seq, at, actor_kind, actor_id, operation, cause, resolution, reason, trace, table_name, key,
                       parties, aside, before, after)
  SELECT seq, coalesce((act ->> 'at')::timestamptz, now()), coalesce(act ->> 'kind', 'anonymous'),
         coalesce(act ->> 'id', session_user), act ->> 'operation', act ->> 'cause', act ->> 'resolution',
         act ->> 'reason', act ->> 'trace', TG_TABLE_NAME,
         (SELECT string_agg(said ->> k, '/') FROM unnest(keys) k), audit_parties(said, subjects),
         ARRAY(SELECT name FROM unnest(aside) name WHERE coalesce(after, before) ? name),
         before - aside, after - aside
    FROM changed ORDER BY seq;
  RETURN NULL;
END $$
"""
WRITTEN_HERE = """
CREATE OR REPLACE FUNCTION audit_written_by_triggers() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF pg_trigger_depth() < 2 THEN
    RAISE EXCEPTION 'the trail is written by the database alone' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NULL;
END $$
"""
NEVER_CHANGES = """
CREATE OR REPLACE FUNCTION audit_never_changes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'the trail never changes' USING ERRCODE = 'integrity_constraint_violation';
END $$
"""
ERASED_ONLY = """
CREATE OR REPLACE FUNCTION audit_erased_only() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE erasing text := nullif(current_setting('rochdale.erasing', true), '');
BEGIN
  IF erasing IS NULL OR NEW.seq <> OLD.seq OR NEW.before IS NOT NULL OR NEW.after IS NOT NULL
     OR OLD.erased_at IS NOT NULL OR NEW.erased_at IS NULL
     OR NOT EXISTS (SELECT FROM changes WHERE seq = OLD.seq AND parties[1] = erasing) THEN
    RAISE EXCEPTION 'the trail never changes' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$
"""
REFUSE_TRUNCATION = """
CREATE OR REPLACE FUNCTION refuse_truncation() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is audited: its rows cannot go without a trace', TG_TABLE_NAME
    USING ERRCODE = 'integrity_constraint_violation';
END $$
"""
_WRITES = "BEFORE INSERT ON {0} FOR EACH STATEMENT EXECUTE FUNCTION audit_written_by_triggers()"
_GUARDS = (
    f"CREATE TRIGGER changes_written_here {_WRITES.format('changes')}",
    f"CREATE TRIGGER changes_personal_written_here {_WRITES.format('changes_personal')}",
    "CREATE TRIGGER changes_never_change BEFORE UPDATE OR DELETE OR TRUNCATE ON changes "
    "FOR EACH STATEMENT EXECUTE FUNCTION audit_never_changes()",
    "CREATE TRIGGER changes_personal_stay BEFORE DELETE OR TRUNCATE ON changes_personal "
    "FOR EACH STATEMENT EXECUTE FUNCTION audit_never_changes()",
    "CREATE TRIGGER changes_personal_erased_only BEFORE UPDATE ON changes_personal "
    "FOR EACH ROW EXECUTE FUNCTION audit_erased_only()",
)


def statements() -> list[str]:
    """Return what makes the functions and the guards, once both tables of the trail stand."""
    functions = (PARTIES, DIFFERENCE, PICKED, CHANGES, WRITTEN_HERE, NEVER_CHANGES, ERASED_ONLY, REFUSE_TRUNCATION)
    return [*(one.strip() for one in functions), *_GUARDS]


def as_ddl() -> list[DDL]:
    """Return the same as SQLAlchemy attaches it to a table."""
    return [DDL(one.replace("%", "%%")) for one in statements()]  # type: ignore[no-untyped-call]
