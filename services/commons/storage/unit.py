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


# A scope that opens nothing: it says for which organisation its holder acts, where that decides what may be seen.
FOR = "for:"


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: a key, a person who signed in (by the id of their party), an event, the operator, a voter unnamed."""

    kind: str
    id: str
    scopes: frozenset[str] = frozenset()

    def may(self, scope: str) -> bool:
        """Say whether a scope such as ``capital:write`` is granted, by name, by ``*``, ``capital:*`` or ``*:write``."""
        room, _, verb = scope.partition(":")
        return not self.scopes.isdisjoint((scope, "*", f"{room}:*", f"*:{verb}"))

    @property
    def acts_for(self) -> str | None:
        """For which organisation linked to the cooperative, such as a union, it acts (a scope ``for:<slug>``)."""
        return next((scope.removeprefix(FOR) for scope in sorted(self.scopes) if scope.startswith(FOR)), None)


# The kind of an actor who has signed in as themselves; their id is that of their party in the register.
PERSON = "person"
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

    def emit(self, event: EventType, subject: str, data: Mapping[str, Any], *, to: str | None = None) -> str:
        """Tell an event about ``subject`` (such as ``members/mbr_…``) in this transaction; return its id.

        An event that is declared ``addressed`` leaves for the linked cooperative ``to``, and for no other.
        """
        event_id = outbox.write(self, event, subject, data, to)
        self.emitted.append((event_id, event.type))
        return event_id

    def emit_all(self, told: Sequence[outbox.Told]) -> None:
        """Tell many events in their order: each ``(event, subject, data)``, with its addressee behind if it has one."""
        ids = outbox.write_all(self, told)
        self.emitted += [(event_id, event.type) for event_id, (event, *_) in zip(ids, told, strict=True)]
