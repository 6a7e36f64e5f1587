"""What the gateway itself refuses, before any service is asked; each is a problem of RFC 9457 with its own code."""

from __future__ import annotations

from services.commons.refusals import InternalError, Refusal
from services.commons.strict_json import InvalidJson, InvalidText


class UnknownRoute(Refusal):
    """No operation has this path."""

    code, status = "unknown_route", 404
    sentence = "There is nothing at this path; see /docs for every operation."


class MethodNotAllowed(Refusal):
    """The path exists, but not with this method."""

    code, status = "method_not_allowed", 405
    sentence = "This path takes {allowed}."


class UnknownCooperative(Refusal):
    """No cooperative of that name is served here."""

    code, status = "unknown_cooperative", 404
    sentence = "No cooperative is called so here."


class Unauthenticated(Refusal):
    """No valid key, or no valid token of a person, came with the request."""

    code, status = "unauthenticated", 401
    sentence = "This needs a valid key of the cooperative (rk_…), or a person's token (rp_…): Authorization: Bearer …."


class ForeignKey(Refusal):
    """The key belongs to another cooperative."""

    code, status = "foreign_key", 403
    sentence = "This key belongs to another cooperative; it opens nothing of {coop}."


class InvalidQuery(Refusal):
    """The query string cannot be read in one way only."""

    code, status = "invalid_query", 400
    sentence = "The query string is not acceptable: {reason}."


class PathTooLong(Refusal):
    """A part of the path is longer than any id can be."""

    code, status = "path_too_long", 400
    sentence = "A part of the path has {length} characters; an id has at most {most}."


class InvalidHeader(Refusal):
    """A header does not have the form that it should have."""

    code, status = "invalid_header", 400
    sentence = "The header {header} is not acceptable: {reason}."


class BadRequest(Refusal):
    """The request cannot be understood."""

    code, status = "bad_request", 400
    sentence = "The request cannot be understood."


class BodyTooLarge(Refusal):
    """The body is larger than this operation takes."""

    code, status = "body_too_large", 413
    sentence = "The body may have at most {maximum} bytes."


class BodyIncomplete(Refusal):
    """The connection ended before the body did; nothing was done."""

    code, status = "body_incomplete", 400
    sentence = "The body ended before its end; send it again."


class UnsupportedMediaType(Refusal):
    """The body is of a media type that this operation does not take."""

    code, status = "unsupported_media_type", 415
    sentence = "This operation takes {accepts}."


class TooManyRequests(Refusal):
    """More requests came than the gateway takes from one key or one address."""

    code, status = "too_many_requests", 429
    sentence = "Too many requests; ask again in {seconds} second(s)."
    retry_after = 1


# What the gateway may answer whatever the operation, in the order of their statuses.
EVERYWHERE: tuple[type[Refusal], ...] = (
    InvalidQuery, InvalidText, PathTooLong, InvalidHeader, UnknownCooperative, TooManyRequests,
)  # fmt: skip
# Where a key is asked for.
WITH_KEY: tuple[type[Refusal], ...] = (Unauthenticated, ForeignKey)
# Where a body is taken.
WITH_BODY: tuple[type[Refusal], ...] = (InvalidJson, BodyIncomplete, BodyTooLarge, UnsupportedMediaType)
# Where no operation is met at all.
OUTSIDE: tuple[type[Refusal], ...] = (UnknownRoute, MethodNotAllowed, BadRequest, InternalError)
