"""Notices that went out, and what became of each copy."""

from __future__ import annotations

from marshmallow import fields, validate

from services.commons.contract import Count, Day, Instant, QuerySchema, Schema, Text
from services.voting.contract import voting
from services.voting.notices.contract import refusals
from services.voting.notices.contract.contacts import WAYS

NOTICES = ("convening", "addendum")
STATES = ("queued", "sending", "sent", "resent", "bounced", "handed_over")
# What a mail server or a provider says of a failure (RFC 3463), never its sentence, which quotes the address.
STATUS_CODE = validate.Regexp(r"[245]\.\d{1,3}\.\d{1,3}\Z", error="Write an enhanced status code such as 5.1.1.")
REASONS = ("by_hand", "by_post", "registered_post", "returned", "moved")
READ, WRITE = "assemblies:read", "deliveries:write"


class NoticeView(Schema):
    """A notice as it went out; ``digest`` is that of its content in canonical form."""

    id = fields.String()
    assembly_id = fields.String()
    sequence = fields.Integer()
    kind = fields.String(validate=validate.OneOf(NOTICES))
    issued_on = Day()
    issued_at = Instant()
    digest = fields.String()
    invited = fields.Integer()


class NoticeCounts(NoticeView):
    """A notice, and how many of its copies are in each state and go each way."""

    by_state = fields.Dict(keys=fields.String(), values=fields.Integer())
    by_way = fields.Dict(keys=fields.String(), values=fields.Integer())


class DeliveryStep(Schema):
    """What happened to a copy, and when."""

    state = fields.String(validate=validate.OneOf(STATES))
    at = Instant()
    reason = fields.String(allow_none=True)


class DeliveryView(Schema):
    """One member's copy of a notice: ``queued``, ``sending``, ``sent``, ``resent``, ``bounced`` or ``handed_over``."""

    member_id = fields.String()
    sequence = fields.Integer()
    way = fields.String(validate=validate.OneOf(WAYS))
    state = fields.String(validate=validate.OneOf(STATES))
    attempts = fields.Integer()
    reason = fields.String(allow_none=True)
    queued_at = Instant()
    settled_at = Instant(allow_none=True)
    steps = fields.List(fields.Nested(DeliveryStep))


class DeliveriesQuery(QuerySchema):
    """Which copies: of the last notice unless another is named by its sequence."""

    sequence = Count(least=1, most=1000, load_default=None, allow_none=True)
    state = fields.String(load_default=None, validate=validate.OneOf(STATES))


class NewDelivery(Schema):
    """A copy handed over (or posted) on a day, or one that came back."""

    member_id = Text(most=60, required=True)
    state = fields.String(required=True, validate=validate.OneOf(["handed_over", "bounced"]))
    on = Day(load_default=None, allow_none=True)
    reason = fields.String(load_default=None, allow_none=True, validate=validate.OneOf(REASONS))


class NewDeliveries(Schema):
    """Copies that went on paper, or came back; all are taken or none."""

    sequence = Count(least=1, most=1000, load_default=None, allow_none=True)
    entries = fields.List(fields.Nested(NewDelivery), required=True, validate=validate.Length(min=1, max=2000))


class Resending(Schema):
    """Whom to send the notice again, by the addresses known now: these members, or all whose copy bounced."""

    sequence = Count(least=1, most=1000, load_default=None, allow_none=True)
    member_ids = fields.List(Text(most=60), load_default=None, allow_none=True,
                             validate=validate.Length(min=1, max=2000))  # fmt: skip


class Recorded(Schema):
    """How many copies were concerned."""

    recorded = fields.Integer()


class MailEvent(Schema):
    """What a mail provider reports of one letter, by its Message-ID."""

    message_id = Text(most=250, required=True)
    event = fields.String(required=True, validate=validate.OneOf(["delivered", "bounced", "complained"]))
    status = fields.String(load_default=None, allow_none=True, validate=STATUS_CODE)


class MailEvents(Schema):
    """What a mail provider reports; letters that are not ours are passed over."""

    events = fields.List(fields.Nested(MailEvent), required=True, validate=validate.Length(min=1, max=1000))


issue_addendum = voting.command(
    "issue_addendum", "POST /assemblies/{assembly_id}/notices", returns=NoticeView, scope="assemblies:write",
    refuses=[refusals.NotConvened, refusals.NoticeUnchanged],
    summary="Send everybody an addendum: what was added to the agenda since the last notice",
)  # fmt: skip
list_notices = voting.query(
    "list_notices", "GET /assemblies/{assembly_id}/notices", returns=NoticeCounts, paged=True, scope=READ,
    summary="List the notices of an assembly, and count their copies by state and way",
)  # fmt: skip
list_deliveries = voting.query(
    "list_deliveries", "GET /assemblies/{assembly_id}/deliveries", returns=DeliveryView, query=DeliveriesQuery,
    paged=True, scope=READ, summary="Read the delivery ledger: each invited member's copy and what became of it",
)  # fmt: skip
record_deliveries = voting.command(
    "record_deliveries", "POST /assemblies/{assembly_id}/deliveries", body=NewDeliveries, returns=Recorded,
    scope=WRITE, status=200, refuses=[refusals.NotInvited, refusals.DeliveryOutOfOrder, refusals.DeliveryAhead],
    summary="Record copies handed over on paper, and copies that came back",
)  # fmt: skip
resend_notice = voting.command(
    "resend_notice", "POST /assemblies/{assembly_id}/deliveries/resending", body=Resending, returns=Recorded,
    scope=WRITE, status=200, refuses=[refusals.NotInvited],
    summary="Send the notice again to some, or to all whose copy came back",
)  # fmt: skip
report_mail = voting.command(
    "report_mail", "POST /mail-events", body=MailEvents, returns=Recorded, scope=WRITE, status=200,
    summary="Take in what a mail provider reports of letters (a provider's webhook, translated)",
)  # fmt: skip
