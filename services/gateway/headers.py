"""The headers of a request that steer it, read and checked; and those of the message that carries it on."""

from __future__ import annotations

import re
from contextlib import suppress
from urllib.parse import parse_qsl, unquote

from falcon.asgi import Request

from services.commons.contract import Operation
from services.commons.documents.query import MEDIA
from services.commons.ids import uuid7
from services.commons.strict_json import sound

from .refusals import InvalidHeader, InvalidQuery, InvalidText

COMMAND = re.compile(r"[\x20-\x7e]{1,255}\Z")
AFTER = re.compile(r"[a-z][a-z0-9_.]{2,99}/[0-9a-f-]{36}\Z")
AFTER_MOST = 20
LONGEST_REASON = 300
WAIT = re.compile(r'(?:^|[,;\s])wait="?([0-9]{1,6})"?(?=$|[,;\s])', re.IGNORECASE)
LONGEST_WAIT = 60
FORMATS = {media: name for name, media in MEDIA.items()} | {"application/json": "json"}
QUERY_MOST = 40


def command_id(req: Request) -> str:
    """Return the Idempotency-Key, or a command id of our own; raise InvalidHeader."""
    told = req.get_header("Idempotency-Key")
    if told is None:
        return f"cmd-{uuid7()}"
    if not COMMAND.match(told):
        raise InvalidHeader(header="Idempotency-Key", reason="it is 1 to 255 printable ASCII characters")
    return told


def after(req: Request) -> str:
    """Return Rochdale-After as ``type/id,type/id``, or ""; raise InvalidHeader."""
    told = req.get_header("Rochdale-After")
    if not told:
        return ""
    awaited = [one.strip() for one in told.split(",")]
    if len(awaited) > AFTER_MOST or not all(AFTER.match(one) for one in awaited):
        reason = f"it is at most {AFTER_MOST} of type/id, as Rochdale-Event gave them"
        raise InvalidHeader(header="Rochdale-After", reason=reason)
    return ",".join(awaited)


def reason(req: Request) -> str:
    """Return Rochdale-Reason, or ""; raise InvalidHeader.

    Letters beyond ASCII come percent-encoded (RFC 3986) or as the UTF-8 that they are on the wire, which a header's
    own reading takes for Latin-1.
    """
    told = req.get_header("Rochdale-Reason") or ""
    with suppress(UnicodeError):
        told = told.encode("latin-1").decode()
    told = unquote(told).strip()
    if len(told) > LONGEST_REASON or not sound(told) or not told.isprintable():
        why = f"it is at most {LONGEST_REASON} printable characters"
        raise InvalidHeader(header="Rochdale-Reason", reason=why)
    return told


def preferred_wait(req: Request) -> int | None:
    """Return the seconds of ``Prefer: wait=N`` (RFC 7240 §4.3), at most 60, or None; anything else is not ours."""
    found = WAIT.search(req.get_header("Prefer") or "")
    return min(int(found[1]), LONGEST_WAIT) if found else None


def preferred_format(req: Request, operation: Operation) -> str | None:
    """Return the format of a download that Accept prefers among the media types it names outright, or None.

    ``*/*`` and what a browser sends name none: the operation's own default holds. ``format`` in the query goes first.
    """
    query = operation.schema("query")
    if query is None or "format" not in query.fields:
        return None
    told = (req.get_header("Accept") or "").lower()
    named = [media for media in operation.produces if media in told and media in FORMATS]
    preferred = req.client_prefers(named) if named else None
    return FORMATS[preferred] if preferred else None


def query_of(req: Request) -> dict[str, str]:
    """Return the query string, one text for each name; raise InvalidQuery or InvalidText."""
    raw = req.query_string
    if not raw:
        return {}
    pairs = _pairs(raw)
    query = dict(pairs)
    if len(query) != len(pairs):
        raise InvalidQuery(reason="a name stands twice")
    return query


def _pairs(raw: str) -> list[tuple[str, str]]:
    try:
        pairs = parse_qsl(raw, keep_blank_values=True, errors="strict", max_num_fields=QUERY_MOST)
    except UnicodeDecodeError:
        raise InvalidText(place="query") from None
    except ValueError:
        raise InvalidQuery(reason=f"it has more than {QUERY_MOST} parameters") from None
    if not all(sound(name) and sound(value) for name, value in pairs):
        raise InvalidText(place="query")
    return pairs
