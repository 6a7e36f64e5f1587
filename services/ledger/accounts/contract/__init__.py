"""The chart of accounts, the journals, and the auxiliaries that third-party accounts are detailed by."""

from __future__ import annotations

from marshmallow import fields, validate

from services.commons.contract import Day, Flag, QuerySchema, Schema, Slug, Text
from services.commons.refusals import Refusal
from services.ledger.contract import ledger

AUXILIARY_KINDS = ("member", "employee", "activity", "supplier", "customer", "cooperative")


class AccountExists(Refusal):
    """The chart holds an account of this code already."""

    code, status = "account_exists", 409
    sentence = "Account {account} is in the chart already: {label}."


class AccountWithoutParent(Refusal):
    """An account of the cooperative's own refines one of the chart; its code continues that one's."""

    code, status = "account_without_parent", 422
    sentence = "Account {account} refines no account of the chart: its code must continue one of at least two digits."


class AuxiliaryExists(Refusal):
    """An auxiliary of this id is held already."""

    code, status = "auxiliary_exists", 409
    sentence = "Auxiliary {auxiliary} exists already."


class Account(Schema):
    """An account: its code, its label, whether it takes auxiliaries, and whether the cooperative added it itself."""

    code = fields.String()
    label = fields.String()
    third_party = Flag()
    own = Flag()
    since = fields.Date(allow_none=True)
    until = fields.Date(allow_none=True)


class NewAccount(Schema):
    """An account that refines one of the chart."""

    code = Text(least=3, most=12, required=True, validate=validate.Regexp(r"[1-9]\d+\Z"))
    label = Text(most=120, required=True)


class AccountsQuery(QuerySchema):
    """Which accounts: those whose code starts so, in force on a day (today if not said)."""

    prefix = Text(most=12, load_default="", least=0, validate=validate.Regexp(r"\d*\Z"))
    as_of = Day(load_default=None)


class Journal(Schema):
    """A journal: the book in which entries of one kind are numbered."""

    code = fields.String()
    label = fields.String()


class Auxiliary(Schema):
    """Who or what stands behind a line of a third-party account, by id; names are joined on output only."""

    id = fields.String()
    kind = fields.String(validate=validate.OneOf(AUXILIARY_KINDS))
    since = fields.Date()


class NewAuxiliary(Schema):
    """A supplier, a customer or another cooperative; members, employees and activities come from membership."""

    id = Slug(required=True)
    kind = fields.String(required=True, validate=validate.OneOf(["supplier", "customer", "cooperative"]))


list_accounts = ledger.query(
    "list_accounts", "GET /accounts", returns=Account, query=AccountsQuery, paged=True, scope="accounts:read",
    summary="List the chart of accounts, the cooperative's own ones included",
)  # fmt: skip
add_account = ledger.command(
    "add_account", "POST /accounts", body=NewAccount, returns=Account, scope="accounts:write",
    refuses=[AccountExists, AccountWithoutParent], summary="Extend the chart by an account of one's own",
)  # fmt: skip
list_journals = ledger.query(
    "list_journals", "GET /journals", returns=Journal, paged=True, scope="accounts:read", summary="List the journals"
)
list_auxiliaries = ledger.query(
    "list_auxiliaries", "GET /auxiliaries", returns=Auxiliary, paged=True, scope="accounts:read",
    summary="List the auxiliaries of the third-party accounts",
)  # fmt: skip
add_auxiliary = ledger.command(
    "add_auxiliary", "POST /auxiliaries", body=NewAuxiliary, returns=Auxiliary, scope="accounts:write",
    refuses=[AuxiliaryExists], summary="Add a supplier, a customer or a cooperative as auxiliary",
)  # fmt: skip
