"""Matching: what bank lines settle."""

from __future__ import annotations

from marshmallow import fields, validate

from services.commons.contract import Amount, Count, Day, Flag, QuerySchema, Schema, Text
from services.commons.refusals import NotFound
from services.ledger.capital.contract.refusals import (
    MovementBackdated,
    PaymentMovedOn,
    RedemptionOverpaid,
    RedemptionsWait,
    SubscriptionOverpaid,
)
from services.ledger.contract import ledger
from services.ledger.dues.contract import DuesNotCorrectable, DuesOverpaid
from services.ledger.funding.contract.loans import InstalmentOutOfTurn, LoanEnded, NotLastMovement
from services.ledger.funding.contract.subsidies import NotCorrectable, SubsidyExceeded
from services.ledger.invoicing.contract.refusals import InvoiceInWrongState, InvoiceOverpaid
from services.ledger.journal.contract import POSTING_REFUSALS
from services.ledger.journal.shapes import AXES
from services.ledger.surplus.payments.contract import MoreThanOwed

from . import refusals as refused
from .statements import BankLine

CONFIDENCES = ("certain", "strong", "possible")
MOST_PARTS = 200
# What the rooms that own the items may say to a payment, or to its being taken back.
ROOM_REFUSALS = (
    MovementBackdated, PaymentMovedOn, SubscriptionOverpaid, RedemptionOverpaid, RedemptionsWait, InvoiceInWrongState,
    InvoiceOverpaid, InstalmentOutOfTurn, LoanEnded, NotLastMovement, SubsidyExceeded, NotCorrectable,
    DuesOverpaid, DuesNotCorrectable, MoreThanOwed, *POSTING_REFUSALS,
)  # fmt: skip


class OpenItem(Schema):
    """Something that is to be paid: above zero to the cooperative, below zero by it.

    ``payment_reference`` (ISO 11649) is what a payer is asked to write.
    """

    kind = fields.String()
    id = fields.String()
    auxiliary = fields.String(allow_none=True)
    outstanding = Amount(signed=True)
    payment_reference = fields.String()
    due_on = fields.Date(allow_none=True)


class OpenItemsQuery(QuerySchema):
    """Which open items: of one kind, of one auxiliary."""

    kind = Text(most=60, load_default=None)
    auxiliary = Text(most=60, load_default=None)


class ItemPart(Schema):
    """An open item and how much of it is paid (all that fits, if not said)."""

    kind = Text(most=60, required=True)
    id = Text(most=60, required=True)
    amount = Amount(load_default=None, allow_none=True)


class AccountPart(Schema):
    """An account of the books and how much of the line goes there (all that is left, if not said)."""

    account = Text(most=12, required=True, validate=validate.Regexp(r"\d+\Z"))
    amount = Amount(signed=True, load_default=None, allow_none=True)
    auxiliary = Text(most=60, load_default=None, allow_none=True)
    activity = Text(most=60, load_default=None, allow_none=True)
    establishment = Text(most=60, load_default=None, allow_none=True)
    working_group = Text(most=60, load_default=None, allow_none=True)
    funding_source = Text(most=60, load_default=None, allow_none=True)


class BookPart(Schema):
    """A line that the books hold already, by its entry, and how much of it this line mirrors (all that fits)."""

    entry = Text(most=40, required=True)
    amount = Amount(load_default=None, allow_none=True)


class NewMatch(Schema):
    """What a bank line settles: open items, lines of the books, accounts; together at most what is left of it.

    ``returned`` names the match of a payment that came back with this line. ``label`` is that of an entry on accounts.
    ``date`` is that of what is posted, the bank's day if not said: a line of a closed period goes to an open one.
    """

    items = fields.List(fields.Nested(ItemPart), load_default=list, validate=validate.Length(max=MOST_PARTS))
    books = fields.List(fields.Nested(BookPart), load_default=list, validate=validate.Length(max=MOST_PARTS))
    accounts = fields.List(fields.Nested(AccountPart), load_default=list, validate=validate.Length(max=MOST_PARTS))
    returned = Text(most=60, load_default=None, allow_none=True)
    label = Text(most=200, load_default=None, allow_none=True)
    date = Day(load_default=None, allow_none=True)


class NewUnmatch(Schema):
    """The day on which the counter-entries are dated (today if not said)."""

    date = Day(load_default=None, allow_none=True)


class NewIgnore(Schema):
    """Why a line is set aside, without names of persons."""

    reason = Text(most=200, required=True)


class ProposedPart(Schema):
    """One part of a proposal, as a match names it."""

    kind = fields.String()
    id = fields.String()
    amount = Amount(signed=True)


class Proposal(Schema):
    """What a line may settle, how sure that is, and why; ``match`` may be sent to match the line."""

    confidence = fields.String(validate=validate.OneOf(CONFIDENCES))
    reasons = fields.List(fields.String())
    parts = fields.List(fields.Nested(ProposedPart))
    rule = fields.String(allow_none=True)
    match = fields.Dict()


class Proposals(Schema):
    """The proposals for a line, the surest first."""

    line = fields.String()
    proposals = fields.List(fields.Nested(Proposal))


class NewRun(Schema):
    """Of which bank account the open lines are looked at anew (all, if not said)."""

    bank_account = Text(most=60, load_default=None, allow_none=True)


class Run(Schema):
    """What a run over the open lines came to."""

    looked_at = fields.Integer()
    matched = fields.Integer()
    proposed = fields.Integer()
    unmatched = fields.Integer()
    refused = fields.Integer()


class NewBankRule(Schema):
    """A rule: lines that contain a text, or are of an IBAN, in a direction and up to an amount, go to an account."""

    contains = Text(most=100, least=3, load_default=None, allow_none=True)
    iban = Text(most=50, load_default=None, allow_none=True)
    direction = fields.String(load_default="any", validate=validate.OneOf(["in", "out", "any"]))
    at_most = Amount(load_default=None, allow_none=True)
    bank_account = Text(most=60, load_default=None, allow_none=True)
    position = Count(least=1, most=10_000, load_default=100)
    account = Text(most=12, required=True, validate=validate.Regexp(r"\d+\Z"))
    auxiliary = Text(most=60, load_default=None, allow_none=True)
    axes = fields.Dict(
        keys=fields.String(validate=validate.OneOf(AXES[1:])), values=Text(most=60), load_default=dict,
        validate=validate.Length(max=4),
    )  # fmt: skip
    label = Text(most=120, required=True)
    apply = fields.String(load_default="propose", validate=validate.OneOf(["automatically", "propose"]))


class BankRule(Schema):
    """A rule in force; among those that a line meets, the one with the lowest position is followed."""

    id = fields.String()
    position = fields.Integer()
    contains = fields.String(allow_none=True)
    iban = fields.String(allow_none=True)
    direction = fields.String()
    at_most = Amount(allow_none=True)
    bank_account = fields.String(allow_none=True)
    account = fields.String()
    auxiliary = fields.String(allow_none=True)
    axes = fields.Dict()
    label = fields.String()
    apply = fields.String()
    retired = Flag()


list_open_items = ledger.query(
    "list_open_items", "GET /open-items", returns=OpenItem, query=OpenItemsQuery, paged=True, scope="banking:read",
    summary="List what is to be paid, to the cooperative and by it, over all rooms",
)  # fmt: skip
list_proposals = ledger.query(
    "list_bank_line_proposals", "GET /bank-lines/{line_id}/proposals", returns=Proposals, scope="banking:read",
    summary="Propose what a bank line settles",
)  # fmt: skip
match_line = ledger.command(
    "match_bank_line", "POST /bank-lines/{line_id}/match", body=NewMatch, returns=BankLine, scope="banking:write",
    status=200,
    refuses=[refused.BankLineSettled, refused.MatchExceedsLine, refused.UnknownOpenItem, refused.OpenItemExceeded,
             refused.BookLineUnfit, refused.MatchNotReversible, *ROOM_REFUSALS],
    summary="Match a bank line; what the books lack is posted by the room that owns the item",
)  # fmt: skip
unmatch_line = ledger.command(
    "unmatch_bank_line", "POST /bank-lines/{line_id}/unmatch", body=NewUnmatch, returns=BankLine,
    scope="banking:write", status=200,
    refuses=[refused.BankLineNotSettled, refused.MatchNotReversible, *ROOM_REFUSALS],
    summary="Undo the matches of a bank line; entries made for them are reversed, once",
)  # fmt: skip
ignore_line = ledger.command(
    "ignore_bank_line", "POST /bank-lines/{line_id}/ignore", body=NewIgnore, returns=BankLine, scope="banking:write",
    status=200, refuses=[refused.BankLineSettled], summary="Set a bank line aside; unmatch takes it back",
)  # fmt: skip
run_matching = ledger.command(
    "match_bank_lines", "POST /bank-matching", body=NewRun, returns=Run, scope="banking:write", status=200,
    refuses=[NotFound, *POSTING_REFUSALS], summary="Look at the open bank lines anew, and match what is sure",
)  # fmt: skip
add_rule = ledger.command(
    "add_bank_rule", "POST /bank-rules", body=NewBankRule, returns=BankRule, scope="banking:write",
    refuses=[NotFound, refused.InvalidBankIdentifier, refused.UnknownParty, refused.PartyPseudonymised,
             *POSTING_REFUSALS],
    summary="Say where lines of a kind are booked",
)  # fmt: skip
list_rules = ledger.query(
    "list_bank_rules", "GET /bank-rules", returns=BankRule, paged=True, scope="banking:read",
    summary="List the rules, in the order in which they are followed",
)  # fmt: skip
retire_rule = ledger.command(
    "retire_bank_rule", "POST /bank-rules/{rule_id}/retirement", returns=BankRule, scope="banking:write", status=200,
    refuses=[refused.BankRuleRetired], summary="Retire a rule",
)  # fmt: skip
