"""Representatives of organisations: named for good or for one assembly, shown as of a day, ended."""

from __future__ import annotations

from marshmallow import fields

from services.commons.contract import Day, Instant, QuerySchema, Schema, Text
from services.commons.refusals import NotFound, Refusal
from services.membership.contract import membership
from services.membership.register.contract.refusals import MergedAway, NotAMember, NotInRegister


class RepresentsNobody(Refusal):
    """Only an organisation is represented; a person who is a member acts in person."""

    code, status = "represents_nobody", 422
    sentence = "{member_id} is a natural person, who acts in person or by proxy; a representative is an organisation's."


class RepresentativeNotAPerson(Refusal):
    """An organisation is represented by a natural person whom the register knows."""

    code, status = "representative_not_a_person", 422
    sentence = "{person_id} is an organisation; a representative is a natural person."


class AlreadyRepresented(Refusal):
    """One person at a time represents an organisation for good, and one at each assembly."""

    code, status = "already_represented", 409
    sentence = "{person_id} represents {member_id} from {since} to {until} already; end that first."


class RepresentativeBackwards(Refusal):
    """A representation does not end before it begins, and ends once."""

    code, status = "representative_backwards", 422
    sentence = "A representation from {since} that ends on {ended} cannot be ended on {until}."


class NewRepresentative(Schema):
    """Who represents the organisation: for good, or at the assembly named; from a day (today) until another."""

    person_id = Text(most=60, required=True)
    assembly_id = Text(most=60, load_default=None, allow_none=True)
    since = Day(load_default=None)
    until = Day(load_default=None, allow_none=True)


class RepresentativeEnd(Schema):
    """The last day of a representation; today unless given."""

    until = Day(load_default=None)


class RepresentativeView(Schema):
    """Who represents an organisation: for good where ``assembly_id`` is empty; both days are inclusive."""

    id = fields.String()
    member_id = fields.String(attribute="organisation_id")
    person_id = fields.String()
    assembly_id = fields.String(allow_none=True)
    since = Day()
    until = Day(allow_none=True)
    recorded_at = Instant()


class RepresentativesQuery(QuerySchema):
    """Those of a day with ``as_of``; all that ever were without."""

    as_of = Day(load_default=None)


class RepresentativeNamed(Schema):
    """Somebody represents an organisation from a day on: for good, or at one assembly."""

    representative_id = fields.String(required=True)
    member_id = fields.String(required=True)
    person_id = fields.String(required=True)
    assembly_id = fields.String(required=True, allow_none=True)
    since = Day(required=True)
    until = Day(required=True, allow_none=True)


class RepresentativeEnded(Schema):
    """A representation ends; ``until`` is its last day, before its first one if it never ran."""

    representative_id = fields.String(required=True)
    member_id = fields.String(required=True)
    until = Day(required=True)


representative_named = membership.event("representative.named", RepresentativeNamed)
representative_ended = membership.event("representative.ended", RepresentativeEnded)

name_representative = membership.command(
    "name_representative", "POST /members/{member_id}/representatives", body=NewRepresentative,
    returns=RepresentativeView, scope="members:write", emits=[representative_named],
    refuses=[NotInRegister, NotAMember, RepresentsNobody, RepresentativeNotAPerson, AlreadyRepresented,
             RepresentativeBackwards, MergedAway],
    summary="Say which person represents an organisation, for good or at one assembly",
)  # fmt: skip
end_representative = membership.command(
    "end_representative", "POST /representatives/{representative_id}/end", body=RepresentativeEnd,
    returns=RepresentativeView, scope="members:write", status=200, emits=[representative_ended],
    refuses=[NotFound, RepresentativeBackwards], summary="End a representation",
)  # fmt: skip
list_representatives = membership.query(
    "list_representatives", "GET /members/{member_id}/representatives", returns=RepresentativeView,
    query=RepresentativesQuery, paged=True, scope="members:read", refuses=[NotInRegister],
    summary="List who represents an organisation, on a day or ever",
)  # fmt: skip
