"""IBAN, BIC and creditor identifiers: checked when they come in, masked when they go out."""

from __future__ import annotations

from typing import Any

from stdnum import bic, iban
from stdnum.eu import at_02
from stdnum.exceptions import ValidationError

from services.ledger.banking.contract.refusals import InvalidBankIdentifier


def checked_iban(text: str, field: str = "iban") -> str:
    """Return an IBAN in its compact form (ISO 13616); its check digits and its country's own are verified."""
    return _checked(iban, text, field, "IBAN")


def checked_bic(text: str | None, field: str = "bic") -> str | None:
    """Return a BIC (ISO 9362), if one is given."""
    return None if text is None else _checked(bic, text, field, "BIC")


def checked_creditor(text: str | None, field: str = "creditor_identifier") -> str | None:
    """Return a SEPA creditor identifier (EPC AT-02, in France ICS), if one is given."""
    return None if text is None else _checked(at_02, text, field, "SEPA creditor identifier")


def masked(identifier: str | None) -> str | None:
    """Return an IBAN of which only country and the last four characters are told."""
    return None if identifier is None else f"{identifier[:2]}…{identifier[-4:]}"


def _checked(kind: Any, text: str, field: str, name: str) -> str:
    try:
        return str(kind.validate(text))
    except ValidationError:
        # The value is not repeated: it may be a person's, and refusals are logged.
        raise InvalidBankIdentifier(field=field, kind=name) from None
