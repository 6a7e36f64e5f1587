"""Asks the books everything about some entries at once: one round trip, whether for one entry or five thousand."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import text
from sqlalchemy.orm import Session

from .columns import Facts
from .months import implied

BOOK = 4563  # the advisory lock that all postings of a cooperative share

# Two statements: the second must see what was committed while the first waited for whoever held the book.
_KNOWN = text(
    """
    SELECT pg_advisory_xact_lock_shared(:book);
    SELECT 'year' AS kind, CAST(year AS text) AS key, state AS value, CAST(NULL AS date) AS until
      FROM fiscal_years WHERE year = ANY(CAST(:years AS bigint[]))
    UNION ALL SELECT 'drawn_up', CAST(max(year) AS text), NULL, NULL FROM fiscal_years WHERE state <> 'open'
    UNION ALL SELECT 'month', month, state, NULL FROM months
     WHERE month = ANY(CAST(:months AS text[])) OR month IN (SELECT max(month) FROM months WHERE state <> 'open'
                                                              GROUP BY state)
    UNION ALL SELECT 'auxiliary', id, NULL, NULL FROM auxiliaries WHERE id = ANY(CAST(:auxiliaries AS text[]))
    UNION ALL SELECT a.axis, a.value, NULL, a.until
      FROM axis_values a JOIN unnest(CAST(:axes AS text[]), CAST(:values AS text[])) AS u(axis, value)
        ON a.axis = u.axis AND a.value = u.value
    UNION ALL SELECT CASE WHEN requires_auxiliary THEN 'detailed' ELSE 'policy' END, account, floor_side, NULL
      FROM account_policies WHERE account = ANY(CAST(:accounts AS text[]))
    UNION ALL SELECT 'names', NULL, NULL, NULL WHERE EXISTS (SELECT FROM auxiliary_names WHERE party = 'person')
    """
)


@dataclass(frozen=True)
class Known:
    """What the books know of the years, months, accounts, auxiliaries and axes that some entries name."""

    years: dict[int, str] = field(default_factory=dict)
    last_drawn_up: int | None = None
    # The months that are closing or closed.
    months: dict[str, str] = field(default_factory=dict)
    auxiliaries: frozenset[str] = frozenset()
    # Until when each value may be used (None: without end).
    axes: dict[tuple[str, str], date | None] = field(default_factory=dict)
    # Accounts that policies keep on one side, and those that they want detailed by auxiliary.
    floored: frozenset[str] = frozenset()
    detailed: frozenset[str] = frozenset()
    # Whether any person's name is known, which labels would have to be searched for.
    names: bool = False


def asked(session: Session, facts: Facts, years: list[int]) -> Known:
    """Share the book with every other posting, and return what is known of what the facts name."""
    months = {f"{day:%Y-%m}" for _, day in facts.days}
    rows = session.execute(
        _KNOWN,
        {
            "book": BOOK, "years": years, "months": list(months),
            "auxiliaries": list({auxiliary for _, auxiliary in facts.auxiliaries}),
            "axes": [axis for axis, _ in facts.axes], "values": [value for _, value in facts.axes],
            "accounts": list(facts.accounts),
        },
    ).all()  # fmt: skip
    known: dict[str, list[tuple[str, str | None, date | None]]] = {}
    for kind, *rest in rows:
        known.setdefault(kind, []).append(tuple(rest))
    policies = known.get("policy", []) + known.get("detailed", [])
    last = known["drawn_up"][0][0]
    return Known(
        years={int(year): str(state) for year, state, _ in known.get("year", ())},
        last_drawn_up=int(last) if last else None,
        months=implied({month: str(state) for month, state, _ in known.get("month", ())}, months),
        auxiliaries=frozenset(identifier for identifier, _, _ in known.get("auxiliary", ())),
        axes={(axis, value): until for axis in {axis for axis, _ in facts.axes}
              for value, _, until in known.get(axis, ())},
        floored=frozenset(account for account, side, _ in policies if side),
        detailed=frozenset(account for account, _, _ in known.get("detailed", ())),
        names="names" in known,
    )  # fmt: skip
