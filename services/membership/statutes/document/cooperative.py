"""The file of one cooperative, and the law that is shipped."""

from __future__ import annotations

from typing import Any

import marshmallow as ma

from .bylaws import BylawsDocument
from .fields import CalendarDay, Choice, Country, RulePath, ShortName, Words, Written
from .shapes import DocumentSchema, Group, Several
from .statutes import StatutesDocument
from .wording import shown


class Federation(DocumentSchema):
    """A federation that the cooperative belongs to, and in which category."""

    federation = ShortName(required=True)
    as_ = ShortName(required=True, data_key="as")


class CooperativeDocument(DocumentSchema):
    """One cooperative: who it is, its statutes and bylaws in force on arrival, its federations."""

    slug = ShortName(required=True)
    name = Words(required=True)
    founded_on = CalendarDay(required=True)
    statutes = Group(StatutesDocument, required=True)
    bylaws = Group(BylawsDocument, required=True)
    federations = Several(Group(Federation))


class LawValue(Written):
    """The value of a rule of law: text or a whole number, never an inexact one."""

    right = 'a text such as "1/4", or a whole number'

    def reads(self, value: Any) -> bool:
        return type(value) is int or (isinstance(value, str) and 1 <= len(value) <= 200)


class Certain(Choice):
    """The confidence of a rule of law: only what is certain is law, the rest is a setting of the statutes."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        if value in ("medium", "low"):
            raise ma.ValidationError(f"is {shown(value)}; only what is high is law, make it a setting of the statutes.")
        return super()._deserialize(value, attr, data, **kwargs)


class LawRule(DocumentSchema):
    """One rule of law, from a day on, with its source."""

    path = RulePath(required=True)
    value = LawValue(required=True)
    from_ = CalendarDay(required=True, data_key="from")
    source = Words(required=True)
    confidence = Certain("high", required=True)
    note = Words()


class LawDocument(DocumentSchema):
    """The law of one country."""

    country = Country(required=True)
    rules = ma.fields.List(Group(LawRule), required=True)
