"""The unit of work: all that one action may know and touch."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy.orm import Session

from ..clock import Clock, legal_day
from ..events import outbox

if TYPE_CHECKING:
    from ..contract.operation import EventType
    from ..rulebook.reading import Rules


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: an API key, an event, the operator at the machine, or nobody who may be named (a voter)."""

    kind: str
    id: str
    scopes: frozenset[str] = frozenset()

    def may(self, scope: str) -> bool:
        """Say whether a scope such as ``capital:write`` is granted, by name, by ``*``, ``capital:*`` or ``*:write``."""
        room, _, verb = scope.partition(":")
        return not self.scopes.isdisjoint((scope, "*", f"{room}:*", f"*:{verb}"))


OPERATOR = Actor("operator", "operator", frozenset({"*"}))


@dataclass
class Unit:
    """One cooperative, one transaction: the session, the time, the rules in force, and the way to tell events."""

    coop: str
    service: str
    session: Session
    clock: Clock
    actor: Actor
    trace: str = ""
    cause: str | None = None
    # For an event from another cooperative: whose it is, by the exchange that it came through.
    provenance: str | None = None
    emitted: list[tuple[str, str]] = field(default_factory=list)
    _rules: dict[date, Rules] = field(default_factory=dict)

    @property
    def now(self) -> datetime:
        """The present instant."""
        return self.clock()

    @property
    def today(self) -> date:
        """The present legal day."""
        return legal_day(self.clock())

    @property
    def rules(self) -> Rules:
        """The law, statutes and bylaws in force today."""
        return self.rules_on(self.today)

    def rules_on(self, day: date) -> Rules:
        """Return the law, statutes and bylaws in force on a day."""
        if day not in self._rules:
            from ..rulebook.reading import Rules  # here, because the rulebook's own table stands on this package

            self._rules[day] = Rules.in_force(self.session, self.coop, self.service, day)
        return self._rules[day]

    def rules_changed(self) -> None:
        """Read the rules anew from now on: a text was adopted in this transaction."""
        self._rules.clear()

    @property
    def currency(self) -> str:
        """The currency in which this cooperative keeps its books."""
        return str(self.rules.statutes("identity.currency").value)

    def emit(self, event: EventType, subject: str, data: Mapping[str, Any]) -> str:
        """Tell an event about ``subject`` (such as ``members/mbr_…``) in this transaction; return its id."""
        event_id = outbox.write(self, event, subject, data)
        self.emitted.append((event_id, event.type))
        return event_id

    def emit_all(self, told: Sequence[outbox.Told]) -> None:
        """Tell many events, each ``(event, subject, data)``, in their order, in this transaction."""
        ids = outbox.write_all(self, told)
        self.emitted += [(event_id, event.type) for event_id, (event, *_) in zip(ids, told, strict=True)]
