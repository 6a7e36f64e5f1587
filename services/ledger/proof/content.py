"""The canonical JSON of entries, written by the database itself: what is hashed does not pass through the service."""

from __future__ import annotations

from services.ledger.journal.shapes import AXES


def _json(expression: str) -> str:
    """Write a text, number or null as JSON; PostgreSQL escapes what RFC 8785 says must be, and nothing else."""
    return f"coalesce(to_json({expression})::text, 'null')"


def _object(members: dict[str, str]) -> str:
    """Concatenate an object of SQL expressions, its keys sorted."""
    return "'{' || " + " || ',' || ".join(f"""'"{key}":' || {members[key]}""" for key in sorted(members)) + " || '}'"


def _list(expression: str, source: str, order: str) -> str:
    return f"(SELECT '[' || coalesce(string_agg({expression}, ',' ORDER BY {order}), '') || ']' FROM {source})"


_LINE = _object(
    {"number": _json("l.number"), "account": _json("l.account"), "amount": _json("l.amount::text"),
     **{axis: _json(f"l.{axis}") for axis in AXES}}
)  # fmt: skip
_PAIR = f"'[' || {_json('key')} || ',' || {_json('value')} || ']'"

_ENTRY = {
    "currency": _json("e.currency"),
    "date": _json("to_char(e.day, 'YYYY-MM-DD')"),
    "id": _json("'ent_' || e.seq"),
    "journal": _json("e.journal"),
    "label": _json("e.label"),
    "lines": _list(_LINE, "lines l WHERE l.entry = e.seq", "l.number"),
    "metadata": _list(_PAIR, "jsonb_each_text(e.metadata)", 'key COLLATE "C"'),
    "number": _json("e.number"),
    "recorded_at": _json("""to_char(e.recorded_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')"""),
    "reference": _json("e.reference"),
    "reverses": _json("'ent_' || e.reverses"),
    "year": _json("e.year"),
}  # fmt: skip
_ATTACHED = _object({name: _json(f"a.{name}") for name in ("media", "name", "sha256", "url")})
ATTACHMENTS = "(SELECT count(*) FROM attachments a WHERE a.entry = e.seq)"


def content(attachments: str) -> str:
    """Return the SQL expression of the entry aliased ``e`` as text, with that many of its attachments."""
    first = f"attachments a WHERE a.entry = e.seq AND a.number <= {attachments}"
    return _object({**_ENTRY, "attachments": _list(_ATTACHED, first, "a.number")})


def digest(attachments: str) -> str:
    """Return the SQL expression of the digest of the entry aliased ``e``, with that many of its attachments."""
    return f"encode(sha256(convert_to('rochdale.entry.v1' || chr(10) || {content(attachments)}, 'UTF8')), 'hex')"
