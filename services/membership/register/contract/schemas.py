"""The shapes of the register."""

from marshmallow import fields, validate

from services.commons.contract import Day, Flag, QuerySchema, Schema, Slug, Text
from services.commons.sheets import SheetQuery

from .written import Name, Phone

KINDS = ("natural_person", "organisation")
STATES = ("applicant", "active", "suspended", "leaving", "former")
REASONS = ("resignation", "exclusion", "death", "loss_of_quality", "end_of_employment", "dissolution",
           "admission_annulled")  # fmt: skip
# An exclusion and the annulment of an admission come by a vote, never by a request.
RECORDED = tuple(reason for reason in REASONS if reason != "admission_annulled")


class MemberView(Schema):
    """A member as of a day: who it is, the membership that counts on that day, and its state."""

    id = fields.String()
    number = fields.Integer(allow_none=True)
    external_id = fields.String(allow_none=True)
    kind = fields.String(validate=validate.OneOf(KINDS))
    first_name = fields.String(allow_none=True)
    last_name = fields.String(allow_none=True)
    name = fields.String(allow_none=True)
    email = fields.String(allow_none=True)
    phone = fields.String(allow_none=True)
    birth_date = Day(allow_none=True)
    siren = fields.String(allow_none=True)
    cooperative = fields.String(allow_none=True)
    linked_organisation_until = Day(allow_none=True)
    category = fields.String(allow_none=True)
    college = fields.String(allow_none=True)
    # Since when this membership runs, and since when in this category and college, if that is later.
    joined_on = Day(allow_none=True)
    moved_on = Day(allow_none=True)
    # The last day of the membership, once it is known.
    left_on = Day(allow_none=True)
    state = fields.String(allow_none=True, validate=validate.OneOf(STATES))
    # The person who represents an organisation, for good, on that day.
    representative_id = fields.String(allow_none=True)
    # Whose row this is now: an id that was merged answers with the survivor, whose ``id`` it is too.
    merged_into = fields.String(allow_none=True)
    as_of = Day()


class AsOfQuery(QuerySchema):
    """On which day: today unless ``as_of`` says another."""

    as_of = Day(load_default=None)


class MembersQuery(AsOfQuery):
    """Which members: of a day, a state, a category; ``q`` finds parts of names, a number, phone, e-mail, card."""

    q = Text(most=100, load_default=None)
    category = Slug(load_default=None)
    college = Slug(load_default=None)
    state = fields.String(load_default=None, validate=validate.OneOf(STATES[1:]))


class MemberPatch(Schema):
    """What may change about a person or organisation; a field left out stays."""

    first_name = Name(most=100)
    last_name = Name(most=100)
    name = Name(most=200)
    email = fields.Email(allow_none=True, validate=validate.Length(max=254))
    phone = Phone(allow_none=True)
    siren = fields.String(allow_none=True, validate=validate.Regexp(r"\d{9}\Z"))
    cooperative = Slug(allow_none=True)
    linked_organisation_until = Day(allow_none=True)


class NewPerson(Schema):
    """A person or organisation that the cooperative deals with and that is not a member, such as an employee."""

    kind = fields.String(load_default="natural_person", validate=validate.OneOf(KINDS))
    external_id = Text(most=100, load_default=None)
    first_name = Name(most=100, load_default=None)
    last_name = Name(most=100, load_default=None)
    name = Name(most=200, load_default=None)
    email = fields.Email(load_default=None, validate=validate.Length(max=254))
    phone = Phone(load_default=None)
    birth_date = Day(load_default=None)
    siren = fields.String(load_default=None, validate=validate.Regexp(r"\d{9}\Z"))
    cooperative = Slug(load_default=None)


class NewDeparture(Schema):
    """A membership is to end; ``left_on`` is its last day, by default the earliest that the notice allows."""

    reason = fields.String(required=True, validate=validate.OneOf(RECORDED))
    # The day on which the request or the news arrived; today unless given.
    noticed_on = Day(load_default=None)
    left_on = Day(load_default=None)
    resolution_id = Text(most=60, load_default=None)


class DepartureView(Schema):
    """A recorded departure, and what was cleared with it."""

    member_id = fields.String()
    reason = fields.String()
    noticed_on = Day()
    left_on = Day()
    resolution_id = fields.String(allow_none=True)
    # How many seats, working groups, shifts … ended with the membership.
    cleared = fields.Dict(keys=fields.String(), values=fields.Integer())


class NewMove(Schema):
    """Where a member moves: a category and, where the statutes have them, a college; ``moved_on`` is its first day."""

    category = Slug(required=True)
    college = Slug(load_default=None, allow_none=True)
    moved_on = Day(load_default=None)


class MoveView(Schema):
    """A move: from where, to where, from which day on."""

    member_id = fields.String()
    moved_on = Day()
    category = fields.String()
    college = fields.String(allow_none=True)
    left_category = fields.String()
    left_college = fields.String(allow_none=True)
    voting = Flag()


class NewSuspension(Schema):
    """A membership rests from a day on, until another or until further notice."""

    starts_on = Day(required=True)
    ends_on = Day(load_default=None)
    reason = Slug(required=True)


class SuspensionEnd(Schema):
    """The last day of a suspension; today unless given."""

    ended_on = Day(load_default=None)


class SuspensionsQuery(QuerySchema):
    """A member's suspensions; those of one day with ``as_of``."""

    as_of = Day(load_default=None)


class SuspensionView(Schema):
    """A suspension; it never touches the electoral roll."""

    id = fields.String()
    member_id = fields.String()
    starts_on = Day()
    ends_on = Day(allow_none=True)
    reason = fields.String()


class ImportQuery(SheetQuery):
    """How a sheet is taken in, and how it is written; ``dry_run`` only says what would happen."""


class MemberImportQuery(ImportQuery):
    """How members are taken in; ``legacy`` admits days before the founding."""

    legacy = Flag(load_default=False)
