"""Refusals: what a service says when it will not do something, in words and in data (RFC 9457 at the gateway)."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any, ClassVar

from .money import Money


class Refusal(Exception):
    """A domain error: a code, a sentence for a human, the article applied and the values that led to it.

    A subclass sets ``code`` (unique in the suite), ``status`` (HTTP) and ``sentence`` (a format string over
    ``values``); ``article`` may be fixed on the class (a law) or given when raised (the rule that was applied).
    """

    code: ClassVar[str] = "refused"
    status: ClassVar[int] = 422
    sentence: ClassVar[str] = "This is refused."
    article: str | None = None
    # In how many seconds to ask again: fixed on the class, or given when raised.
    retry_after: int | None = None
    # Whether what was written before it stays, in an anonymous operation: a wrong guess is counted.
    keeps_change: ClassVar[bool] = False

    def __init__(
        self, *, article: str | None = None, errors: list[dict[str, Any]] | None = None,
        retry_after: int | None = None, **values: Any,
    ):  # fmt: skip
        self.values = {name: _plain(value) for name, value in values.items()}
        self.errors = errors or []
        if article is not None:
            self.article = article
        if retry_after is not None:
            self.retry_after = retry_after
        worded = {name: _worded(value) for name, value in self.values.items()}
        super().__init__(self.sentence.format_map(_Lenient(worded)))

    def __reduce__(self) -> Any:
        return _revived, (type(self), self.article, self.errors, self.retry_after, self.values)

    @property
    def detail(self) -> str:
        """The sentence, with its values filled in."""
        return str(self.args[0])

    def problem(self) -> dict[str, Any]:
        """Return the RFC 9457 members of this refusal (without ``type``, which the gateway completes)."""
        problem: dict[str, Any] = {
            "code": self.code,
            "title": (type(self).__doc__ or self.code).strip().splitlines()[0],
            "status": self.status,
            "detail": self.detail,
        }
        if self.article:
            problem["article"] = self.article
        if self.values:
            problem["values"] = self.values
        if self.errors:
            problem["errors"] = self.errors
        return problem


def _revived(
    kind: type[Refusal], article: str | None, errors: list[dict[str, Any]], retry_after: int | None,
    values: dict[str, Any],
) -> Refusal:  # fmt: skip
    return kind(article=article, errors=errors, retry_after=retry_after, **values)


class _Lenient(dict[str, Any]):
    def __missing__(self, key: str) -> str:
        return "?"


def _worded(value: Any) -> Any:
    """Return a plain value as it stands in a sentence: an amount as ``12.34 EUR``."""
    if isinstance(value, dict) and value.keys() == {"amount", "currency"}:
        return f"{value['amount']} {value['currency']}"
    return value


def _plain(value: Any) -> Any:
    if isinstance(value, Money):
        return {"amount": str(value), "currency": value.currency}
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, Decimal | Fraction):
        return str(value)
    if isinstance(value, list | tuple | set | frozenset):
        return [_plain(item) for item in value]
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in value.items()}
    return value


class Invalid(Refusal):
    """The request does not have the form that this operation asks for."""

    code, status = "invalid_request", 422
    sentence = "Some fields are not acceptable; see errors."


class NotFound(Refusal):
    """Nothing of that name is held by this cooperative."""

    code, status = "not_found", 404
    sentence = "There is no {what} {id} in this cooperative."


class Forbidden(Refusal):
    """The credential does not carry the scope that this operation needs."""

    code, status = "forbidden", 403
    sentence = "This needs the scope {scope}."


class PersonalSignInNeeded(Refusal):
    """Only a person who has signed in may do this, in their own name; a key of the cooperative opens it never."""

    code, status = "personal_sign_in_needed", 403
    sentence = "This is for the person concerned: sign in by POST /sign-ins; no key of the cooperative opens it."


class DeadlinePassed(Refusal):
    """The request's deadline passed before it took effect; nothing was changed."""

    code, status = "deadline_passed", 504
    sentence = "The deadline passed before this took effect; nothing was changed."
    retry_after = 1


class CommandInFlight(Refusal):
    """The same idempotency key is being worked on at this moment."""

    code, status = "command_in_flight", 409
    sentence = "A request with this idempotency key is in progress; ask again shortly."
    retry_after = 1


class IdempotencyKeyReused(Refusal):
    """The idempotency key was used before for a different request."""

    code, status = "idempotency_key_reused", 422
    sentence = "This idempotency key was used before with another request."


class AnswerNotKept(Refusal):
    """The command took effect before; its answer held secrets and was given once."""

    code, status = "answer_not_kept", 409
    sentence = "This command took effect before; its answer held secrets, was given once and is kept nowhere."


class NotYetSeen(Refusal):
    """The event named in Rochdale-After has not reached this service yet."""

    code, status = "not_yet_seen", 503
    sentence = "The event {event_id} has not arrived here yet; ask again shortly."
    retry_after = 1


class InvalidCursor(Refusal):
    """The cursor was not made by this list."""

    code, status = "invalid_cursor", 400
    sentence = "This cursor was not given out by this list."


class StatutesSilent(Refusal):
    """The statutes in force say nothing on a matter that this operation needs."""

    code, status = "statutes_silent", 409
    sentence = "The {layer} in force say nothing on {path}."


class Unavailable(Refusal):
    """The service behind this operation cannot answer at this moment."""

    code, status = "unavailable", 503
    sentence = "The {service} service of {coop} cannot answer now; ask again shortly."
    retry_after = 2


class InternalError(Refusal):
    """Something failed that should not have; it is logged under the request's id."""

    code, status = "internal_error", 500
    sentence = "This failed by a fault of ours and nothing was changed; the request's id finds it in the log."


class Remote(Refusal):
    """A refusal that arrived over the bus, to be passed on as it is."""

    def __init__(self, problem: dict[str, Any], retry_after: int | None = None):
        self._problem = problem
        Exception.__init__(self, problem.get("detail", ""))
        self.values, self.errors = problem.get("values", {}), problem.get("errors", [])
        self.wait = retry_after

    @property
    def remote_code(self) -> str:
        """The code that the refusing service gave."""
        return str(self._problem.get("code", "refused"))

    def problem(self) -> dict[str, Any]:
        """Return the problem exactly as the refusing service worded it."""
        return self._problem


# What every operation may answer, whatever its own refusals. The statutes may be silent anywhere: nothing was in force
# yet on a day long past.
COMMON: tuple[type[Refusal], ...] = (Invalid, Forbidden, DeadlinePassed, NotYetSeen, Unavailable, StatutesSilent)
