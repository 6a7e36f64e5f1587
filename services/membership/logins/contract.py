"""Signing in as a person: by a code sent to the address that stands in the register, for what is theirs alone."""

from __future__ import annotations

from marshmallow import fields, validate

from services.commons.contract import Day, Instant, QuerySchema, Schema, Text
from services.commons.refusals import NotFound, Refusal
from services.membership.contract import membership
from services.membership.register.contract import STATES
from services.membership.register.contract.refusals import NotInRegister

from .rules import ASKED_BY_ONE, CODE_DIGITS

CODE = rf"\d{{{CODE_DIGITS}}}\Z"


class TooManySignIns(Refusal):
    """More people want to sign in at once than can be."""

    code, status = "too_many_sign_ins", 429
    sentence = "Too many sign-ins are asked for at the moment; ask again in {seconds} second(s)."
    retry_after = 60


class CodeNotAccepted(Refusal):
    """The code is wrong, too old or used, or there were too many attempts: which of these is not said."""

    code, status = "code_not_accepted", 422
    sentence = "This code does not sign anybody in; ask for a new one."
    keeps_change = True  # the attempt counts


class NewSignIn(Schema):
    """The address of whoever wants to sign in: the one that stands in the cooperative's register."""

    email = fields.Email(required=True, validate=validate.Length(max=254), metadata={"example": "ada@example.org"})


class SignInView(Schema):
    """The answer to everybody alike: if the address is one person's, a code is on its way to it."""

    id = fields.String()
    # Until when a code that leaves at once would be taken.
    expires_at = Instant()


class Confirmation(Schema):
    """The code, as the letter gave it."""

    code = fields.String(required=True, validate=validate.Regexp(CODE), metadata={"example": "01234567"})


class IssuedLogin(Schema):
    """The token of a person, to be sent as ``Authorization: Bearer``; shown this once."""

    token = fields.String(metadata={"description": "rp_<cooperative>_<id>_<secret>"})
    person_id = fields.String()
    expires_at = Instant()


class Me(Schema):
    """The person who signed in, as the register knows them, and their membership of today if they have one."""

    person_id = fields.String()
    first_name = fields.String(allow_none=True)
    last_name = fields.String(allow_none=True)
    email = fields.String(allow_none=True)
    number = fields.Integer(allow_none=True)
    category = fields.String(allow_none=True)
    college = fields.String(allow_none=True)
    joined_on = Day(allow_none=True)
    left_on = Day(allow_none=True)
    state = fields.String(allow_none=True, validate=validate.OneOf(STATES))


class SignedOut(Schema):
    """How many tokens ended: all that the person had, on whatever machine."""

    ended = fields.Integer()


class LoginQuery(QuerySchema):
    """Which login."""

    login_id = Text(most=40, required=True)


class FoundLogin(Schema):
    """What the HTTP process needs to know to check a token."""

    id = fields.String()
    hash = fields.String()
    person_id = fields.String()
    expires_at = Instant()
    revoked_at = Instant(allow_none=True)


ask_to_sign_in = membership.command(
    "ask_to_sign_in", "POST /sign-ins", body=NewSignIn, returns=SignInView, anonymous=True, status=202,
    refuses=[TooManySignIns], a_minute=ASKED_BY_ONE,
    summary="Ask for a code by mail to the address in the register; everybody is answered alike",
)  # fmt: skip
confirm_sign_in = membership.command(
    "confirm_sign_in", "POST /sign-ins/{sign_in_id}/confirmation", body=Confirmation, returns=IssuedLogin,
    anonymous=True, keeps_answer=False, refuses=[CodeNotAccepted],
    summary="Sign in with the code of the letter; the token is shown this once",
)  # fmt: skip
get_me = membership.query(
    "get_me", "GET /me", returns=Me, personal=True, refuses=[NotInRegister],
    summary="Say who I am here, and what member",
)  # fmt: skip
sign_out = membership.command(
    "sign_out", "POST /me/sign-out", returns=SignedOut, personal=True, status=200, summary="End every token of mine",
)  # fmt: skip
# Without a route: only the HTTP process may ask, over the bus.
find_login = membership.query(
    "find_login", "", returns=FoundLogin, query=LoginQuery, scope="internal:logins", refuses=[NotFound],
    summary="Find a login",
)  # fmt: skip
