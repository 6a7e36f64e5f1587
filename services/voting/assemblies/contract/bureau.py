"""The bureau: who chairs, who counts, who writes, and who replaced whom."""

from __future__ import annotations

from typing import Any

from marshmallow import ValidationError, fields, validate, validates_schema

from services.commons.contract import Flag, Instant, Schema, Text
from services.commons.refusals import Refusal
from services.voting.contract import voting

from .refusals import NotOnRoll, WrongAssemblyState

OFFICES = ("chair", "teller", "secretary")
ENDINGS = ("left", "declined", "resigned")


class NotPresent(Refusal):
    """This is done by members who are present."""

    code, status = "not_present", 422
    sentence = "Not present in assembly {assembly_id}: {member_ids}."


class OfficesNotDistinct(Refusal):
    """Each office of the bureau is held by another member."""

    code, status = "offices_not_distinct", 422
    sentence = "Chair, two tellers and secretary are four members; named more than once: {member_ids}."


class BureauSeated(Refusal):
    """The bureau was named already; its officers are replaced one by one."""

    code, status = "bureau_seated", 409
    sentence = "Assembly {assembly_id} has its bureau since {named_at}; replace an officer instead."


class NoSuchOfficer(Refusal):
    """The member does not hold this office now."""

    code, status = "no_such_officer", 409
    sentence = "Member {member_id} does not hold the office asked for in assembly {assembly_id}: {office}."


class TellersNotNamed(Refusal):
    """A count names its two tellers, unless the bureau has them."""

    code, status = "tellers_not_named", 422
    sentence = "Name the two tellers: the bureau of assembly {assembly_id} has {held} who accepted."


class NewBureau(Schema):
    """The bureau: four different members who are present."""

    chair_id = Text(most=60, required=True)
    teller_ids = fields.List(Text(most=60), required=True, validate=validate.Length(equal=2))
    secretary_id = Text(most=60, required=True)


class Acceptance(Schema):
    """A teller's acceptance."""

    member_id = Text(most=60, required=True)


class Replacement(Schema):
    """Who takes over an office from whom; why it ended: ``left``, ``declined`` (a teller) or ``resigned``."""

    leaving_id = Text(most=60, required=True)
    member_id = Text(most=60, required=True)
    reason = fields.String(required=True, validate=validate.OneOf(ENDINGS))

    @validates_schema
    def _two(self, data: dict[str, Any], **_: Any) -> None:
        if data["leaving_id"] == data["member_id"]:
            raise ValidationError("A member does not replace itself.", "member_id")


class OfficerView(Schema):
    """One holding of an office; ``replaces`` is the member who held it before."""

    office = fields.String(validate=validate.OneOf(OFFICES))
    member_id = fields.String()
    named_at = Instant()
    accepted_at = Instant(allow_none=True)
    ended_at = Instant(allow_none=True)
    ended_for = fields.String(allow_none=True, validate=validate.OneOf(ENDINGS))
    replaces = fields.String(allow_none=True)


class BureauView(Schema):
    """The bureau as it is and as it was; ``complete`` once both tellers have accepted."""

    assembly_id = fields.String()
    complete = Flag()
    required = Flag()
    article = fields.String()
    officers = fields.List(fields.Nested(OfficerView))


WHO = [WrongAssemblyState, NotOnRoll, NotPresent, OfficesNotDistinct]

seat_bureau = voting.command(
    "seat_bureau", "POST /assemblies/{assembly_id}/bureau", body=NewBureau, returns=BureauView,
    scope="assemblies:write", refuses=[*WHO, BureauSeated], summary="Name the bureau: chair, two tellers, secretary",
)  # fmt: skip
accept_office = voting.command(
    "accept_office", "POST /assemblies/{assembly_id}/bureau/acceptances", body=Acceptance, returns=BureauView,
    scope="assemblies:write", status=200, refuses=[WrongAssemblyState, NoSuchOfficer],
    summary="Record that a teller accepts",
)  # fmt: skip
replace_officer = voting.command(
    "replace_officer", "POST /assemblies/{assembly_id}/bureau/replacements", body=Replacement, returns=BureauView,
    scope="assemblies:write", status=200, refuses=[*WHO, NoSuchOfficer], summary="Replace an officer of the bureau",
)  # fmt: skip
get_bureau = voting.query(
    "get_bureau", "GET /assemblies/{assembly_id}/bureau", returns=BureauView, scope="assemblies:read",
    summary="Look at the bureau, with who replaced whom and when",
)  # fmt: skip
