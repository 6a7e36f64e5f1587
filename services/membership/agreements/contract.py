"""Agreements of cooperation groups: the split of pay, dated, in versions, signed by everyone in it."""

from marshmallow import fields, validate

from services.commons.contract import Count, Day, Flag, QuerySchema, Rate, Schema, Text
from services.commons.refusals import Refusal
from services.commons.rulebook.founding import BeforeFounding
from services.membership.activities.contract.schemas import Parts
from services.membership.contract import membership
from services.membership.register.contract.refusals import InTheFuture

STATES = ("to_be_signed", "signed")


class SplitNotWhole(Refusal):
    """The split of pay gives everyone a part above zero, and the parts sum to one exactly."""

    code, status = "split_not_whole", 422
    sentence = "The parts of {people} people sum to {total}; a part above zero for each, one in all, is needed."


class SplitNotOfTheGroup(Refusal):
    """An agreement binds the people of the group, all of them and nobody else."""

    code, status = "split_not_of_the_group", 422
    sentence = "Of the {people} people of the group {missing} have no part; {strangers} with a part are not in it."


class AgreementOutOfOrder(Refusal):
    """A version takes effect after the one that binds the group; one that nobody signed stands in no way."""

    code, status = "agreement_out_of_order", 422
    sentence = "The version that everyone signed takes effect on {latest}; another cannot on {given}."


class AgreementSuperseded(Refusal):
    """What was not signed in time is not signed once a later version binds."""

    code, status = "agreement_superseded", 409
    sentence = "Version {latest} binds the group since everyone signed it; version {version} is not signed any more."


class AgreementSigned(Refusal):
    """Everyone signs once."""

    code, status = "agreement_signed", 409
    sentence = "{party_id} signed version {version} on {signed_on}."


class AgreementPeopleChanged(Refusal):
    """An agreement splits the pay of those who are in it: once people left or came, it takes a new version."""

    code, status = "agreement_people_changed", 409
    sentence = "Of the people of version {version}, {left} left the group by {given} and {joined} came; sign a new one."


class AgreementMade(Schema):
    """A version of a group's agreement was signed by everyone; the subject is ``cooperation-groups/<group_id>``."""

    group_id = fields.String(required=True)
    version = fields.Integer(required=True)
    effective_on = Day(required=True)


agreement_signed = membership.event("group_agreement.signed", AgreementMade)


class NewAgreement(Schema):
    """How the people of a group split their pay from a day on (today unless given)."""

    parts = Parts(required=True)
    effective_on = Day(load_default=None)
    reference = Text(most=100, load_default=None)


class NewSignature(Schema):
    """Somebody of the group signed, on a day (today unless given)."""

    party_id = Text(most=60, required=True)
    signed_on = Day(load_default=None)


class PartView(Schema):
    """A person's part, and when it was signed."""

    party_id = fields.String()
    part = Rate()
    signed_on = Day(allow_none=True)


class AgreementView(Schema):
    """A version of a group's agreement; one that not everyone has signed binds nobody yet."""

    group_id = fields.String()
    version = fields.Integer()
    effective_on = Day()
    reference = fields.String(allow_none=True)
    state = fields.String(validate=validate.OneOf(STATES))
    # The version that binds the group on the day asked for.
    in_force = Flag()
    # Whether the people of the group on that day, or when the version takes effect, are others than those in it.
    people_changed = Flag()
    parts = fields.List(fields.Nested(PartView), validate=validate.Length(max=100))


class AgreementsQuery(QuerySchema):
    """On which day a version is in force: today unless ``as_of`` says another."""

    as_of = Day(load_default=None)


class SplitQuery(QuerySchema):
    """How many minor units are split, by the agreement in force on a day (today unless given)."""

    minor = Count(most=10**15, required=True)
    as_of = Day(load_default=None)


class ShareOfPay(Schema):
    """What falls to a person, in minor units."""

    party_id = fields.String()
    minor = fields.Integer()


class SplitView(Schema):
    """An amount split by the agreement in force; the shares sum to it exactly."""

    group_id = fields.String()
    version = fields.Integer()
    shares = fields.List(fields.Nested(ShareOfPay), validate=validate.Length(max=100))


make_agreement = membership.command(
    "make_group_agreement", "POST /cooperation-groups/{group_id}/agreements", body=NewAgreement,
    returns=AgreementView, scope="activities:write",
    refuses=[SplitNotWhole, SplitNotOfTheGroup, AgreementOutOfOrder, BeforeFounding],
    summary="Record how the people of a cooperation group agree to split their pay",
)  # fmt: skip
sign_agreement = membership.command(
    "sign_group_agreement", "POST /cooperation-groups/{group_id}/agreements/{version}/signatures", body=NewSignature,
    returns=AgreementView, scope="activities:write", emits=[agreement_signed],
    refuses=[AgreementSigned, AgreementSuperseded, AgreementOutOfOrder, InTheFuture],
    summary="Record that somebody of the group signed a version",
)  # fmt: skip
list_agreements = membership.query(
    "list_group_agreements", "GET /cooperation-groups/{group_id}/agreements", returns=AgreementView,
    query=AgreementsQuery, paged=True, scope="activities:read", summary="List the versions of a group's agreement",
)  # fmt: skip
split_pay = membership.query(
    "split_group_pay", "GET /cooperation-groups/{group_id}/split", returns=SplitView, query=SplitQuery,
    scope="activities:read", refuses=[AgreementPeopleChanged],
    summary="Split an amount by the agreement in force, exact to the last minor unit",
)  # fmt: skip
