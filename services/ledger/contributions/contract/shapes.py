"""The shapes of contributions: what was booked, and what other rules would have come to."""

from __future__ import annotations

from marshmallow import fields, validate

from services.commons.contract import Amount, Day, QuerySchema, Rate, Schema, Slug, Text


class NewContributions(Schema):
    """The period, both days included, that contributes."""

    since = Day(required=True)
    until = Day(required=True)


class Contribution(Schema):
    """What an activity contributed under one rule for one period; ``basis`` is what the rule counts."""

    activity_id = fields.String()
    rule = fields.String()
    since = fields.Date()
    until = fields.Date()
    basis = fields.String()
    base = Amount(signed=True)
    rate = Rate(allow_none=True)
    amount = Amount(signed=True)
    article = fields.String()
    entry = fields.String()


class Contributions(Schema):
    """What a computation of contributions came to; asked again, it books only what was recorded since.

    ``overdrawn`` counts the activities that what was booked leaves below zero: contributions are booked all the same.
    """

    since = fields.Date()
    until = fields.Date()
    base = Amount(signed=True)
    amount = Amount(signed=True)
    booked = fields.Integer()
    unchanged = fields.Integer()
    overdrawn = fields.Integer()


class ContributionsQuery(QuerySchema):
    """Which contributions: all, or an activity's."""

    activity_id = Text(most=60, load_default=None, validate=validate.Regexp(r"\S+\Z"))


class SimulationQuery(QuerySchema):
    """A period, a rule of the bylaws, and what of it would be otherwise; its exceptions stay as they are."""

    since = Day(required=True)
    until = Day(required=True)
    rule = Slug(required=True)
    rate = Text(most=25, load_default=None, validate=validate.Regexp(r"[0-9]{1,12}([./][0-9]{1,12})?\Z"))
    fixed = Text(most=18, load_default=None, validate=validate.Regexp(r"[0-9]{1,12}(\.[0-9]{1,2})?\Z"))
    maximum = Text(most=18, load_default=None, validate=validate.Regexp(r"[0-9]{1,12}(\.[0-9]{1,2})?\Z"))
    base = fields.String(load_default=None, validate=validate.OneOf(["turnover", "gross_margin"]))
    recognised = fields.String(load_default=None, validate=validate.OneOf(["invoiced", "received"]))


class SimulatedContribution(Schema):
    """What an activity owes by the bylaws and what it would have owed."""

    activity_id = fields.String()
    code = fields.String()
    amount = Amount(signed=True)
    would_be = Amount(signed=True)
    difference = Amount(signed=True)


class Simulation(Schema):
    """A period by the bylaws and by other rules; the activities are those that change most, at most 500 of them."""

    since = fields.Date()
    until = fields.Date()
    rule = fields.String()
    article = fields.String()
    amount = Amount(signed=True)
    would_be = Amount(signed=True)
    difference = Amount(signed=True)
    changed = fields.Integer()
    activities = fields.List(fields.Nested(SimulatedContribution))
