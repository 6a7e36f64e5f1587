"""Writes the messages that the bank is sent: pain.001 for credit transfers, pain.008 for direct debits (ISO 20022).

The same order gives the same file to the byte, however often it is downloaded: its identifiers and its time of making
are the order's, where the library would draw lots and read the clock. It is checked against the ISO schema that the
library ships before it leaves.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import sepaxml
from lxml import etree

from services.ledger.banking.rules.characters import end_to_end, sepa_text

# The versions of the EPC's guidelines since 2023 (ISO 20022 of 2019).
TRANSFER, DEBIT = "pain.001.001.09", "pain.008.001.08"


@dataclass(frozen=True)
class Payment:
    """One payment: cents, who and where, and for a collection the mandate and its sequence."""

    amount: int
    end_to_end: str
    name: str
    iban: str
    bic: str | None
    remittance: str
    mandate: str | None = None
    signed_on: date | None = None
    sequence: str | None = None


@dataclass(frozen=True)
class Message:
    """An order as its file says it; ``scheme`` (CORE or B2B) is that of a collection."""

    order: str
    kind: str
    name: str
    iban: str
    bic: str | None
    currency: str
    execution_on: date
    made_at: datetime
    payments: Sequence[Payment]
    creditor_identifier: str | None = None
    scheme: str = "CORE"


class InvalidMessage(Exception):
    """The file would not be what the ISO schema asks for: a fault of ours, not of the caller."""


def message(order: Message) -> bytes:
    """Return the file of an order."""
    written = _transfer(order) if order.kind == "credit_transfer" else _collection(order)
    _identify(written, order)
    content: bytes = written.export(validate=False)
    _check(content, written.schema)
    return content


def _transfer(order: Message) -> Any:
    config = {"name": order.name, "IBAN": order.iban, "batch": True, "currency": order.currency}
    if order.bic:
        config["BIC"] = order.bic
    written = sepaxml.SepaTransfer(config, schema=TRANSFER, clean=True)
    for one in order.payments:
        written.add_payment({**_common(one), "execution_date": order.execution_on})
    return written


def _collection(order: Message) -> Any:
    config = {
        "name": order.name, "IBAN": order.iban, "batch": True, "currency": order.currency,
        "creditor_id": order.creditor_identifier, "instrument": order.scheme,
    }  # fmt: skip
    if order.bic:
        config["BIC"] = order.bic
    written = sepaxml.SepaDD(config, schema=DEBIT, clean=True)
    for one in order.payments:
        written.add_payment({
            **_common(one), "collection_date": order.execution_on, "mandate_id": one.mandate,
            "mandate_date": one.signed_on, "type": one.sequence,
        })  # fmt: skip
    return written


def _common(one: Payment) -> dict[str, Any]:
    payment = {
        "name": one.name, "IBAN": one.iban, "amount": one.amount, "endtoend_id": one.end_to_end,
        "description": one.remittance,
    }  # fmt: skip
    return {**payment, "BIC": one.bic} if one.bic else payment


def _identify(written: Any, order: Message) -> None:
    """Put the order's own identifiers and time in place of the library's, and SEPA's characters in place of others."""
    identifier = end_to_end(order.order)
    header = written._xml.find(f"{written.root_el}/GrpHdr")
    header.find("MsgId").text = identifier
    header.find("CreDtTm").text = order.made_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S")
    finalize = written._finalize_batch

    def numbered() -> None:
        finalize()
        for number, part in enumerate(written._xml.iter("PmtInf"), 1):
            part.find("PmtInfId").text = f"{identifier}-{number}"[:35]
        for tag, most in (("Nm", 70), ("Ustrd", 140)):
            for said in written._xml.iter(tag):
                # The library has made ASCII of it; SEPA carries fewer signs than that.
                said.text = sepa_text(said.text or "", most) or "-"
        for agent in written._xml.iter("FinInstnId"):
            if len(agent) == 0:
                # By IBAN alone: the guidelines ask for this word in place of the BIC.
                ElementTree.SubElement(ElementTree.SubElement(agent, "Othr"), "Id").text = "NOTPROVIDED"

    written._finalize_batch = numbered


@cache
def _schema(name: str) -> Any:
    folder = Path(sepaxml.__file__).parent / "schemas"
    return etree.XMLSchema(etree.parse(str(folder / f"{name}.xsd")))


def _check(content: bytes, name: str) -> None:
    schema = _schema(name)
    if not schema.validate(etree.fromstring(content)):
        # The log's own words: they hold values, so only the places are passed on.
        lines = sorted({one.line for one in schema.error_log})
        raise InvalidMessage(f"{name} is not valid at line(s) {lines[:5]}")
