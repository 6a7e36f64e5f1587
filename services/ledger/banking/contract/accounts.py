"""Bank accounts, and how to reach those who are paid."""

from __future__ import annotations

import json
from typing import Any

import marshmallow as ma
from marshmallow import fields, validate

from services.commons.contract import Count, Flag, Schema, Text
from services.ledger.contract import ledger

from . import refusals as refused

AUTOMATIC = ("none", "certain", "strong")
ENCODINGS = ("utf-8", "windows-1252", "iso-8859-15")
DELIMITER_NAMES = ("semicolon", "comma", "tab")
DATE_FORMATS = ("YYYY-MM-DD", "DD/MM/YYYY", "DD-MM-YYYY", "DD.MM.YYYY", "DD/MM/YY", "YYYYMMDD")


class CsvMapping(Schema):
    """Which column of a bank's CSV is what: an ``amount`` with its sign, or ``debit`` and ``credit``."""

    encoding = fields.String(load_default="utf-8", validate=validate.OneOf(ENCODINGS))
    delimiter = fields.String(load_default="semicolon", validate=validate.OneOf(DELIMITER_NAMES))
    decimal = fields.String(load_default=",", validate=validate.OneOf([",", "."]))
    date_format = fields.String(load_default="DD/MM/YYYY", validate=validate.OneOf(DATE_FORMATS))
    skip = Count(most=50, load_default=0)
    date = Text(most=80, required=True)
    label = fields.List(Text(most=80), required=True, validate=validate.Length(min=1, max=6))
    amount = Text(most=80, load_default=None, allow_none=True)
    debit = Text(most=80, load_default=None, allow_none=True)
    credit = Text(most=80, load_default=None, allow_none=True)
    value_date = Text(most=80, load_default=None, allow_none=True)
    reference = Text(most=80, load_default=None, allow_none=True)
    iban = Text(most=80, load_default=None, allow_none=True)
    name = Text(most=80, load_default=None, allow_none=True)
    balance = Text(most=80, load_default=None, allow_none=True)

    @ma.validates_schema
    def _one_way(self, data: dict[str, Any], **options: Any) -> None:
        sides = data["debit"] is not None, data["credit"] is not None
        if sides[0] != sides[1] or (data["amount"] is not None) == sides[0]:
            raise ma.ValidationError("Give either amount, or debit and credit.")


class MappingText(fields.String):
    """A mapping as JSON in one parameter of a query."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **options: Any) -> Any:
        text = super()._deserialize(value, attr, data, **options)
        if len(text) > 4_000:
            raise ma.ValidationError("The mapping has more than 4000 characters.")
        try:
            given = json.loads(text)
        except (ValueError, RecursionError):
            raise ma.ValidationError("The mapping is not JSON.") from None
        return CsvMapping().load(given)


class NewBankAccount(Schema):
    """An account at a bank, mirrored by an account of the books below 512.

    ``automatic``: which proposals are carried out without asking. ``second_person``: whether payment orders need
    somebody else's approval. ``notice_days``: how long before a collection debtors are told (SEPA Core: 14 unless
    agreed otherwise).
    """

    label = Text(most=80, required=True)
    iban = Text(most=50, required=True)
    bic = Text(most=11, load_default=None, allow_none=True)
    ledger_account = Text(most=12, load_default="512", validate=validate.Regexp(r"5\d+\Z"))
    creditor_identifier = Text(most=35, load_default=None, allow_none=True)
    csv_mapping = fields.Nested(CsvMapping, load_default=None, allow_none=True)
    automatic = fields.String(load_default="certain", validate=validate.OneOf(AUTOMATIC))
    second_person = Flag(load_default=True)
    notice_days = Count(least=1, most=60, load_default=14)


class BankAccountPatch(Schema):
    """What may change of a bank account; what is left out stays."""

    label = Text(most=80)
    bic = Text(most=11)
    creditor_identifier = Text(most=35)
    csv_mapping = fields.Nested(CsvMapping)
    automatic = fields.String(validate=validate.OneOf(AUTOMATIC))
    second_person = Flag()
    notice_days = Count(least=1, most=60)


class BankAccount(Schema):
    """An account at a bank, as it is kept."""

    id = fields.String()
    label = fields.String()
    iban = fields.String()
    bic = fields.String(allow_none=True)
    ledger_account = fields.String()
    creditor_identifier = fields.String(allow_none=True)
    csv_mapping = fields.Nested(CsvMapping, allow_none=True)
    automatic = fields.String()
    second_person = Flag()
    notice_days = fields.Integer()


class NewPaymentDetails(Schema):
    """Where an auxiliary is paid, and the name that the bank is told; kept in this room alone."""

    iban = Text(most=50, required=True)
    bic = Text(most=11, load_default=None, allow_none=True)
    name = Text(most=70, required=True)


class PaymentDetails(Schema):
    """Whose payment details are known; the IBAN is masked but for its last four characters."""

    auxiliary = fields.String()
    name = fields.String()
    iban = fields.String()
    changed_at = fields.AwareDateTime()


open_bank_account = ledger.command(
    "open_bank_account", "POST /bank-accounts", body=NewBankAccount, returns=BankAccount, scope="banking:write",
    refuses=[refused.InvalidBankIdentifier, refused.BankAccountTaken, refused.NotABankLedgerAccount],
    summary="Add an account at a bank, mirrored by one of the books",
)  # fmt: skip
update_bank_account = ledger.command(
    "update_bank_account", "PATCH /bank-accounts/{bank_account_id}", body=BankAccountPatch, returns=BankAccount,
    scope="banking:write", refuses=[refused.InvalidBankIdentifier], summary="Change the settings of a bank account",
)  # fmt: skip
list_bank_accounts = ledger.query(
    "list_bank_accounts", "GET /bank-accounts", returns=BankAccount, paged=True, scope="banking:read",
    summary="List the bank accounts",
)  # fmt: skip
get_bank_account = ledger.query(
    "get_bank_account", "GET /bank-accounts/{bank_account_id}", returns=BankAccount, scope="banking:read",
    summary="Look at a bank account",
)  # fmt: skip
set_payment_details = ledger.command(
    "set_payment_details", "PUT /payment-details/{auxiliary}", body=NewPaymentDetails, returns=PaymentDetails,
    scope="payments:write", refuses=[refused.InvalidBankIdentifier, refused.UnknownParty, refused.PartyPseudonymised],
    summary="Say where a member, employee or supplier is paid",
)  # fmt: skip
list_payment_details = ledger.query(
    "list_payment_details", "GET /payment-details", returns=PaymentDetails, paged=True, scope="payments:read",
    summary="List whose payment details are known, with masked IBANs",
)  # fmt: skip
