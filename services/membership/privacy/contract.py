"""Privacy: subject access, retention, pseudonymisation; operations, the event and refusals."""

from __future__ import annotations

from marshmallow import fields, validate

from services.commons.access import MEDIA, SCOPE, AccessQuery
from services.commons.contract import Count, Day, Flag, Instant, QuerySchema, Schema, Text
from services.commons.refusals import Refusal
from services.membership.contract import membership
from services.membership.register.contract.refusals import MergedAway, NotInRegister

GROUNDS = ("retention", "request")
RULES = ("former_member", "former_employee", "pathway_left", "applicant", "contact")


class StillBound(Refusal):
    """Somebody who is tied to the cooperative cannot be pseudonymised."""

    code, status = "still_bound", 409
    sentence = "Member {member_id} is still tied to the cooperative: {ties}."


class RetentionRuns(Refusal):
    """Personal data are kept until their retention has run out, unless the person asks otherwise."""

    code, status = "retention_runs", 409
    sentence = "The data of member {member_id} are kept until {due_on}."


class AlreadyPseudonymised(Refusal):
    """Who was pseudonymised has no personal data any more, and gets none."""

    code, status = "already_pseudonymised", 409
    sentence = "Member {member_id} was pseudonymised on {on}."


class NeverPseudonymised(Refusal):
    """This person or organisation has not been pseudonymised."""

    code, status = "never_pseudonymised", 404
    sentence = "Member {member_id} has not been pseudonymised."


class NewPseudonymisation(Schema):
    """Why somebody is pseudonymised: their retention has run out, or they ask for it; the reason names nobody."""

    because = fields.String(required=True, validate=validate.OneOf(GROUNDS))
    reason = Text(most=300, required=True)


class KeptView(Schema):
    """What stays although a person was pseudonymised, and why."""

    what = fields.String()
    why = fields.String()


class PseudonymisationView(Schema):
    """A pseudonymisation: when and why, how many rows of each table lost their personal values, and what stays.

    ``ledger_until``: until when the ledger keeps the name with the books, once it has answered.
    """

    member_id = fields.String()
    done_on = Day()
    because = fields.String(validate=validate.OneOf(GROUNDS))
    reason = fields.String()
    erased = fields.Dict(keys=fields.String(), values=Count())
    trail = Count(metadata={"description": "Changes in the audit trail whose personal values were erased."})
    kept = fields.List(fields.Nested(KeptView), validate=validate.Length(max=10))
    ledger_until = Day(allow_none=True)
    recorded_at = Instant()


class RetentionQuery(QuerySchema):
    """Who falls due by a day (all whose retention runs if not said)."""

    due_by = Day(load_default=None)


class RetentionView(Schema):
    """When somebody's data fall due: by which rule, counted from which day, and where it is written."""

    member_id = fields.String()
    number = Count(allow_none=True)
    rule = fields.String(validate=validate.OneOf(RULES))
    since = Day(metadata={"description": "The day from which it is counted."})
    due_on = Day()
    overdue = Flag()
    article = fields.String()


class MemberPseudonymised(Schema):
    """Somebody has no name in the register any more: whoever keeps one of their own erases it, or says until when."""

    member_id = fields.String(required=True)
    pseudonymised_on = Day(required=True)


member_pseudonymised = membership.event("member.pseudonymised", MemberPseudonymised)

subject_access = membership.download(
    "export_subject_access", "GET /members/{member_id}/subject-access", produces=MEDIA,
    query=AccessQuery, scope=SCOPE, refuses=[NotInRegister],
    summary="Download everything that is held about one person, with sources, purposes and retention",
)  # fmt: skip
pseudonymise = membership.command(
    "pseudonymise_member", "POST /members/{member_id}/pseudonymisation", body=NewPseudonymisation,
    returns=PseudonymisationView, scope=SCOPE, emits=[member_pseudonymised], takes_long=True,
    refuses=[NotInRegister, MergedAway, StillBound, RetentionRuns, AlreadyPseudonymised],
    summary="Erase who somebody is; number, dates and rows of the register stay",
)  # fmt: skip
get_pseudonymisation = membership.query(
    "get_pseudonymisation", "GET /members/{member_id}/pseudonymisation", returns=PseudonymisationView, scope=SCOPE,
    refuses=[NeverPseudonymised], summary="Show what was erased of a person, and what stays",
)  # fmt: skip
list_retention = membership.query(
    "list_retention", "GET /retention", returns=RetentionView, query=RetentionQuery, paged=True, scope=SCOPE,
    summary="List whose personal data fall due, when and by which rule",
)  # fmt: skip
