"""Simulation: whom would this change touch?"""

from __future__ import annotations

from marshmallow import fields

from services.commons.contract import Count, Day, Schema, Text
from services.commons.refusals import NotFound
from services.membership.contract import membership

from .amendments import (
    AmendmentChangesNothing,
    AmendmentUnlawful,
    AmendmentUnsound,
    Difference,
    EffectiveTooEarly,
    NewAmendment,
)


class NewSimulation(NewAmendment):
    """What would change, as an amendment says it; ``check`` and ``cursor`` go on with the ids of one answer."""

    check = Text(most=60, load_default=None)
    cursor = Text(most=100, load_default=None)


class Touched(Schema):
    """What one check found: a sentence, how many it concerns, and their ids, a page of them."""

    check = fields.String(required=True)
    path = fields.String(required=True)
    article = fields.String(required=True)
    said = fields.String(required=True)
    # members, mandates, working_groups, applications …
    what = fields.String(required=True)
    count = Count(required=True)
    ids = fields.List(fields.String(), required=True)
    next_cursor = fields.String(allow_none=True)


class SimulationView(Schema):
    """Whom a change would touch on its day; ``unchecked`` are the changed rules that no check here looks at."""

    layer = fields.String(required=True)
    base_version = Count(required=True)
    effective_on = Day(required=True)
    differences = fields.List(fields.Nested(Difference), required=True)
    touched = fields.List(fields.Nested(Touched), required=True)
    unchecked = fields.List(fields.String(), required=True)


simulate = membership.command(
    "simulate_amendment", "POST /statutes/simulation", body=NewSimulation, returns=SimulationView,
    scope="statutes:read", status=200,
    refuses=[AmendmentUnlawful, AmendmentUnsound, AmendmentChangesNothing, EffectiveTooEarly, NotFound],
    summary="Tell whom a change of the statutes or bylaws would touch; nothing changes",
)  # fmt: skip
