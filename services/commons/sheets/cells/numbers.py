"""Numbers as sheets have them: with a decimal comma or point, and thousands set apart."""

from __future__ import annotations

import re
from typing import Any

import marshmallow as ma
from marshmallow import fields

from ...contract import Count

_SPACES = re.compile(r"(?<=\d)[\s\u00a0\u202f'’](?=\d{3}(?!\d))", re.ASCII)
_PLAIN = re.compile(r"-?\d{1,15}(?:[.,]\d{1,6})?", re.ASCII)
_WITH_COMMAS = re.compile(r"-?\d{1,3}(?:,\d{3})+\.\d{1,6}", re.ASCII)
_WITH_POINTS = re.compile(r"-?\d{1,3}(?:\.\d{3})+,\d{1,6}", re.ASCII)
_UNCERTAIN = re.compile(r"-?[1-9]\d{0,2}(?:([.,])\d{3})(?:\1\d{3})*", re.ASCII)
_CURRENCY = re.compile(r"\s*(?:€|eur|euros?)\s*", re.IGNORECASE)


def decimal_of(text: str) -> str:
    """Return a number with a decimal point: ``1 234,50 €``, ``1.234,50`` and ``1,234.50`` are 1234.50.

    Raises ValueError for what is no number, and for ``1,234``, which could be two.
    """
    bare = _SPACES.sub("", _CURRENCY.sub("", text)).removeprefix("+").replace("−", "-")
    if _WITH_POINTS.fullmatch(bare):
        bare = bare.replace(".", "").replace(",", ".")
    elif _WITH_COMMAS.fullmatch(bare):
        bare = bare.replace(",", "")
    elif _UNCERTAIN.fullmatch(bare):
        whole = re.sub(r"[.,]", "", bare)
        raise ValueError(f"could be {whole} or a fraction; write {whole} or {whole}.00")
    elif not _PLAIN.fullmatch(bare):
        raise ValueError("is no number; write it such as 1234.50 or 1234,50")
    return bare.replace(",", ".")


class DecimalCell(fields.Field[str]):
    """A decimal number, kept as text with a decimal point; below zero only if ``signed``."""

    def __init__(self, *, signed: bool = False, **options: Any) -> None:
        self.signed = signed
        super().__init__(**options)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        try:
            found = decimal_of(str(value))
        except ValueError as error:
            raise ma.ValidationError(f"{error}.") from None
        if found.startswith("-") and not self.signed:
            raise ma.ValidationError("is below zero.")
        return found


class CountCell(Count):
    """A whole number; ``1 234`` and ``12,00`` are whole as well."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        try:
            whole, _, decimals = decimal_of(str(value)).partition(".")
        except ValueError as error:
            raise ma.ValidationError(f"{error}.") from None
        if decimals.strip("0"):
            raise ma.ValidationError("is no whole number.")
        return super()._deserialize(whole, attr, data, **kwargs)
