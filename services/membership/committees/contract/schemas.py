"""The shapes of committees, charters, adhesions and meetings."""

from __future__ import annotations

from datetime import date

from marshmallow import fields, validate

from services.commons.contract import Count, Day, Flag, QuerySchema, Schema, Slug, Text
from services.membership.federation.contract import ParticipantView
from services.membership.intercooperation.contract.schemas import Areas

ROLES = ("animator", "deputy", "secretary")
# An adhesion at the cooperative; ``declared`` until the organiser has taken it.
ADHESIONS = ("declared", "taken", "refused", "revoked", "replaced")
LONGEST_CHARTER = 20_000


class NewCharter(Schema):
    """A version of the operating charter that a union writes; whose it is: this organisation's own if not said.

    One that is older than its record here says its day (today if not said): nobody adheres to it before.
    """

    union = Slug(load_default=None)
    title = Text(required=True)
    text = Text(most=LONGEST_CHARTER, required=True)
    written_on = Day(load_default=None)


class CharterView(Schema):
    """A version of a charter, in force from its day on."""

    union = fields.String()
    version = fields.Integer()
    title = fields.String()
    text = fields.String()
    written_on = Day()


class NewCommittee(Schema):
    """A committee of an area, under the charter of a union."""

    union = Slug(load_default=None)
    title = Text(required=True)
    areas = Areas(load_default=list)
    since = Day(required=True, validate=validate.Range(min=date(1900, 1, 1)))


class CommitteeView(Schema):
    """A committee as of a day, with how many adhere and how often it met that year."""

    id = fields.String()
    union = fields.String()
    title = fields.String()
    areas = fields.List(fields.String())
    since = Day()
    ended_on = Day(allow_none=True)
    charter_version = fields.Integer()
    adherents = fields.Integer()
    meetings = fields.Integer()
    as_of = Day()


class CommitteesQuery(QuerySchema):
    """Which committees: as of a day (today), or of one union."""

    as_of = Day(load_default=None)
    union = Slug(load_default=None)


class AsOfDay(QuerySchema):
    """On which day: today unless ``as_of`` says another."""

    as_of = Day(load_default=None)


class AdherentView(ParticipantView):
    """A cooperative that adheres to the charter; ``behind`` when the charter has a newer version."""

    id = fields.String()
    charter_version = fields.Integer()
    decision = fields.String()
    adhered_on = Day()
    ended_on = Day(allow_none=True)
    behind = Flag()


class NewRole(Schema):
    """An adherent takes a role from today on; whoever held it before gives it up."""

    role = fields.String(required=True, validate=validate.OneOf(ROLES))
    cooperative = Slug(required=True)


class RoleView(ParticipantView):
    """A role that a cooperative holds in a committee."""

    role = fields.String(validate=validate.OneOf(ROLES))
    since = Day()
    until = Day(allow_none=True)


class NewMeeting(Schema):
    """A meeting that was held: where, which adherents were there, what about, what was decided.

    ``guests`` counts organisations that were there without adhering. Texts name nobody.
    """

    held_on = Day(required=True)
    place = Text(required=True)
    present = fields.List(Slug(), load_default=list, validate=validate.Length(max=500))
    guests = Count(most=10_000, load_default=0)
    themes = fields.List(Text(most=120), load_default=list, validate=validate.Length(max=30))
    decisions = fields.List(Text(most=500), load_default=list, validate=validate.Length(max=60))


class MeetingView(NewMeeting):
    """A meeting as it is counted, or taken back."""

    id = fields.String()
    committee_id = fields.String()
    voided_on = Day(allow_none=True)
    void_reason = fields.String(allow_none=True)


class Voiding(Schema):
    """Why a record of a meeting is taken back."""

    reason = Text(most=300, required=True)


class YearQuery(QuerySchema):
    """Which year."""

    year = Count(least=1900, most=2200, required=True)


class MeetingsQuery(QuerySchema):
    """Which year, or all."""

    year = Count(least=1900, most=2200, load_default=None)


class CommitteeFigures(Schema):
    """What one committee did in a year: its meetings, how many cooperatives came at least once, and all presences."""

    committee_id = fields.String()
    title = fields.String()
    union = fields.String()
    meetings = fields.Integer()
    cooperatives = fields.Integer()
    presences = fields.Integer()
    guests = fields.Integer()


class UnionFigures(Schema):
    """What the committees of one union did in a year together."""

    union = fields.String()
    committees = fields.Integer()
    meetings = fields.Integer()
    cooperatives = fields.Integer()
    presences = fields.Integer()
    guests = fields.Integer()


class YearFigures(Schema):
    """The committees' year: all together, by union and by committee."""

    year = fields.Integer()
    meetings = fields.Integer()
    unions = fields.List(fields.Nested(UnionFigures))
    committees = fields.List(fields.Nested(CommitteeFigures))


class PublishedView(Schema):
    """A committee that another organisation told of, with its charter as it stands."""

    organiser = fields.String()
    committee_id = fields.String()
    union = fields.String()
    title = fields.String()
    areas = fields.List(fields.String())
    ended_on = Day(allow_none=True)
    charter_version = fields.Integer()
    charter_title = fields.String()
    charter_text = fields.String()


class NewAdhesion(Schema):
    """This cooperative adheres to the charter as it read it, by a decision of its own, from that day on (today)."""

    charter_version = Count(least=1, required=True)
    decision = Text(required=True)
    adhered_on = Day(load_default=None)


class RecordedAdhesion(NewAdhesion):
    """A member that does not run the suite adheres, by a decision of its own that this office has seen."""

    member_id = Text(most=60, required=True)


class OwnAdhesionView(Schema):
    """An adhesion of this cooperative, and what the organiser said to it."""

    id = fields.String()
    organiser = fields.String()
    committee_id = fields.String()
    charter_version = fields.Integer()
    decision = fields.String()
    state = fields.String(validate=validate.OneOf(ADHESIONS))
    reason = fields.String(allow_none=True)
    adhered_on = Day()
    ended_on = Day(allow_none=True)
