"""Households: put together, joined and left, shown as of a day."""

from __future__ import annotations

from marshmallow import fields, validate

from services.commons.contract import Day, Flag, Instant, QuerySchema, Schema, Text
from services.commons.refusals import NotFound, Refusal
from services.membership.contract import membership
from services.membership.register.contract.refusals import InTheFuture, MergedAway, NotAMember, NotInRegister

KINDS = ("household", "couple")
BENEFITS = ("purchases",)
MOST_PERSONS = 20


class HouseholdsNotAllowed(Refusal):
    """The statutes know no households: each member stands alone."""

    code, status = "households_not_allowed", 422
    sentence = "The statutes allow no household or couple; each member holds the rights of one."


class HouseholdFull(Refusal):
    """A household has no more persons than the statutes allow."""

    code, status = "household_full", 422
    sentence = "A {kind} has at most {maximum} persons; this one would have {persons}."


class HouseholdTooSmall(Refusal):
    """One person alone is no household."""

    code, status = "household_too_small", 422
    sentence = "A {kind} has at least two persons; this one would have {persons}."


class InAHousehold(Refusal):
    """Nobody is in two households at once."""

    code, status = "in_a_household", 409
    sentence = "{person_id} is in household {household_id} from {since} to {until} already."


class HouseholdNeedsPersons(Refusal):
    """A household is one of natural persons."""

    code, status = "household_needs_persons", 422
    sentence = "{person_id} is an organisation; a household is one of natural persons."


class HouseholdOver(Refusal):
    """A household that has ended is not joined or left any more."""

    code, status = "household_over", 409
    sentence = "Household {household_id} ended on {until}."


class NewRegisteredHousehold(Schema):
    """Who lives together, the member who holds the household first; from a day on, today unless given."""

    persons = fields.List(Text(most=60), required=True, validate=validate.Length(min=1, max=MOST_PERSONS))
    since = Day(load_default=None)


class NewHouseholdPerson(Schema):
    """Who joins a household, and from which day on (today unless given)."""

    person_id = Text(most=60, required=True)
    since = Day(load_default=None)


class HouseholdPersonEnd(Schema):
    """The last day of a person in a household; today unless given."""

    until = Day(load_default=None)


class HouseholdPerson(Schema):
    """A person's time in a household; both days are inclusive."""

    person_id = fields.String()
    # Whether the person is a member on the day: a household has the rights of its members, not of its persons.
    member = Flag()
    since = Day()
    until = Day(allow_none=True)


class RegisteredHousehold(Schema):
    """A household as of a day: who holds it, who is in it, and what they share."""

    id = fields.String()
    kind = fields.String(validate=validate.OneOf(KINDS))
    holder_id = fields.String(allow_none=True)
    persons = fields.List(fields.Nested(HouseholdPerson), validate=validate.Length(max=100))
    shares_benefits = fields.List(
        fields.String(validate=validate.OneOf(BENEFITS)), validate=validate.Length(max=len(BENEFITS))
    )
    since = Day()
    until = Day(allow_none=True)
    article = fields.String()
    as_of = Day()
    recorded_at = Instant()


class HouseholdsQuery(QuerySchema):
    """The households of a day; of one person with ``person_id``."""

    as_of = Day(load_default=None)
    person_id = Text(most=60, load_default=None)


class HouseholdChanged(Schema):
    """A household is made up otherwise from a day on; without persons it has ended."""

    household_id = fields.String(required=True)
    kind = fields.String(required=True, validate=validate.OneOf(KINDS))
    # The members among the persons, the holder first; who is no member stands in the register alone.
    members = fields.List(fields.String(), required=True, validate=validate.Length(max=MOST_PERSONS))
    shares_benefits = fields.List(fields.String(), required=True, validate=validate.Length(max=len(BENEFITS)))
    changed_on = Day(required=True)


household_changed = membership.event("household.changed", HouseholdChanged)

_ALLOWED = [HouseholdsNotAllowed, HouseholdFull, InAHousehold, HouseholdNeedsPersons, NotInRegister, MergedAway,
            NotAMember, InTheFuture]  # fmt: skip
found_household = membership.command(
    "found_household", "POST /households", body=NewRegisteredHousehold, returns=RegisteredHousehold,
    scope="members:write", emits=[household_changed], refuses=[*_ALLOWED, HouseholdTooSmall],
    summary="Put a household or couple together, where the statutes allow it",
)  # fmt: skip
join_household = membership.command(
    "join_household", "POST /households/{household_id}/persons", body=NewHouseholdPerson, returns=RegisteredHousehold,
    scope="members:write", emits=[household_changed], refuses=[NotFound, HouseholdOver, *_ALLOWED],
    summary="Let a person join a household",
)  # fmt: skip
leave_household = membership.command(
    "leave_household", "POST /households/{household_id}/persons/{person_id}/end", body=HouseholdPersonEnd,
    returns=RegisteredHousehold, scope="members:write", status=200, emits=[household_changed],
    refuses=[NotFound, HouseholdOver, InTheFuture],
    summary="Say that a person left a household, which ends when one is left alone or no member is",
)  # fmt: skip
list_households = membership.query(
    "list_households", "GET /households", returns=RegisteredHousehold, query=HouseholdsQuery, paged=True,
    scope="members:read", summary="List the households of a day",
)  # fmt: skip
