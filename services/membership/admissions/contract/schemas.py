"""The shapes of admissions."""

from marshmallow import fields, validate

from services.commons.contract import Count, Day, Flag, QuerySchema, Schema, Slug, Text
from services.membership.register.contract import KINDS
from services.membership.register.contract.written import Name, Phone

APPLICATION_STATES = ("under_review", "accepted", "admitted", "refused", "withdrawn", "expired")
BLOCKING = ("guardian_missing", "documents_missing", "under_review", "decision_pending",
            "linked_organisation_dues_missing", "share_not_paid")  # fmt: skip
# A refusal states one of these; none of them can stand for what the first principle forbids to discriminate by.
REFUSAL_REASONS = ("outside_common_bond", "conflict_of_interest", "excluded_before", "incomplete_file",
                   "conditions_of_statutes_not_met", "no_capacity")  # fmt: skip
FEW = validate.Length(max=50)


class AcceptedDocument(Schema):
    """A document that the applicant read and accepts, in one of its versions (statutes and bylaws count theirs)."""

    slug = Slug(required=True)
    version = Text(most=40, load_default=None, allow_none=True, metadata={"example": "1"})


class NewPapers(Schema):
    """What an applicant accepts and consents to."""

    documents = fields.List(fields.Nested(AcceptedDocument), load_default=list, validate=FEW)
    # What the personal data may be used for, one by one; nothing is consented to unless it is said.
    consents = fields.List(Slug(), load_default=list, validate=FEW)


class LaterPapers(NewPapers):
    """What an applicant accepts and consents to after applying; ``accepted_on`` is today unless the paper says so."""

    accepted_on = Day(load_default=None)


class NewGuardian(Schema):
    """Who consents for a minor: whoever has parental authority, or a guardian (Civil Code, articles 371-1, 390)."""

    first_name = Name(most=100, required=True)
    last_name = Name(most=100, required=True)
    email = fields.Email(load_default=None, allow_none=True, validate=validate.Length(max=254))
    consented_on = Day(required=True)


class NewApplication(NewPapers):
    """Somebody asks to become a member; ``member_id`` names a person the cooperative knows already.

    Without it, somebody of the same name, address and birth date is taken to be the same person. A form that only
    holds ``admissions:apply`` names nobody, changes nothing of what is known of them, and applies today.

    The office types in what came on paper: ``submitted_on`` is the day on which it arrived. The documents are those in
    force on that day, and the wait is counted from it. Only ``legacy`` applications are older than the cooperative.
    """

    kind = fields.String(required=True, validate=validate.OneOf(KINDS))
    member_id = Text(most=60, load_default=None)
    external_id = Text(most=100, load_default=None)
    first_name = Name(most=100, load_default=None)
    last_name = Name(most=100, load_default=None)
    name = Name(most=200, load_default=None)
    email = fields.Email(load_default=None, validate=validate.Length(max=254))
    phone = Phone(load_default=None)
    birth_date = Day(load_default=None)
    siren = fields.String(load_default=None, validate=validate.Regexp(r"\d{9}\Z"))
    cooperative = Slug(load_default=None)
    linked_organisation_until = Day(load_default=None)
    category = Slug(required=True)
    college = Slug(load_default=None)
    guardian = fields.Nested(NewGuardian, load_default=None, allow_none=True)
    submitted_on = Day(load_default=None)
    legacy = Flag(load_default=False)


class BlockingReason(Schema):
    """One thing that still stands between an applicant and membership, with the article that asks for it."""

    code = fields.String(validate=validate.OneOf(BLOCKING))
    sentence = fields.String()
    article = fields.String(allow_none=True)


class PaperView(Schema):
    """A document accepted in a version, or a consent, with its day."""

    kind = fields.String(validate=validate.OneOf(["document", "consent"]))
    slug = fields.String()
    version = fields.String(allow_none=True)
    on = Day()


class ApplicationView(Schema):
    """An application: where it stands, how long it waits or waited, and what blocks it."""

    id = fields.String()
    member_id = fields.String()
    kind = fields.String()
    category = fields.String()
    college = fields.String(allow_none=True)
    state = fields.String(validate=validate.OneOf(APPLICATION_STATES))
    submitted_on = Day()
    # Who decides on it: the word of the statutes, or who decides anew on somebody who was excluded.
    decides = fields.String()
    decided_on = Day(allow_none=True)
    decided_by = fields.String(allow_none=True)
    reference = fields.String(allow_none=True)
    reason_code = fields.String(allow_none=True)
    # What a poll names, where the general assembly decides.
    proposal_id = fields.String(allow_none=True)
    admitted_on = Day(allow_none=True)
    closed_on = Day(allow_none=True)
    # From its submission until today, or until it was settled.
    waiting_days = fields.Integer()
    # The last day before it expires, where the bylaws let applications expire.
    expires_on = Day(allow_none=True)
    papers = fields.List(fields.Nested(PaperView), validate=validate.Length(max=100))
    blocking_reasons = fields.List(fields.Nested(BlockingReason))


class NewDecision(Schema):
    """The decision of a body on an application: a refusal gives its reason. The general assembly decides by a poll."""

    decision = fields.String(required=True, validate=validate.OneOf(["accept", "refuse"]))
    # Who decided: the slug of a body.
    decided_by = Slug(required=True)
    decided_on = Day(load_default=None)
    reason_code = fields.String(load_default=None, validate=validate.OneOf(REFUSAL_REASONS))
    # The meeting or the resolution in which it was decided.
    reference = Text(most=100, load_default=None)


class ApplicationsQuery(QuerySchema):
    """Which applications: all, or those of a state."""

    state = fields.String(load_default=None, validate=validate.OneOf(APPLICATION_STATES))


class WaitingFigures(Schema):
    """How many applications wait, and for how long: half of them for ``median_days`` at most."""

    count = Count()
    median_days = fields.Integer(allow_none=True)
    longest_days = fields.Integer(allow_none=True)
    oldest_on = Day(allow_none=True)


class WaitingOfState(WaitingFigures):
    """Those in one state."""

    state = fields.String(validate=validate.OneOf(APPLICATION_STATES))


class WaitingOfCategory(WaitingFigures):
    """Those for one category of members."""

    category = fields.String()


class Waiting(WaitingFigures):
    """What waits today, in all, by state and by category; and how long those admitted within a year waited."""

    by_state = fields.List(fields.Nested(WaitingOfState), validate=validate.Length(max=10))
    by_category = fields.List(fields.Nested(WaitingOfCategory), validate=validate.Length(max=500))
    admitted_within_a_year = fields.Nested(WaitingFigures)


class WelcomeDocument(Schema):
    """A document that a new member gets, in the version in force where the statutes or bylaws say it."""

    slug = fields.String()
    version = fields.String(allow_none=True)


class WelcomePack(Schema):
    """What a new member is to be given, and told."""

    member_id = fields.String()
    application_id = fields.String()
    number = fields.Integer()
    admitted_on = Day()
    documents = fields.List(fields.Nested(WelcomeDocument), validate=FEW)
    # By when a first shift should be served, and the organisation whose dues that asks for.
    first_shift_by = Day(allow_none=True)
    linked_organisation = fields.String(allow_none=True)
    # What is still to be paid on the share after the admission, in months from then.
    balance_months = fields.Integer(allow_none=True)
