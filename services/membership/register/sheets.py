"""The sheets that the register takes in."""

from __future__ import annotations

from typing import Any

from marshmallow import fields, validate

from services.commons.contract import Count, Day, Slug, Text
from services.commons.jobs import Line
from services.membership.sheets.reading import Row, read_sheet

from .contract import KINDS, REASONS


class PersonRow(Row):
    """A person or organisation, by the id that it has where the sheet comes from."""

    phones = frozenset({"phone"})

    external_id = Text(most=100, required=True)
    kind = fields.String(load_default="natural_person", validate=validate.OneOf(KINDS))
    first_name = Text(most=100)
    last_name = Text(most=100)
    name = Text(most=200)
    email = fields.Email(validate=validate.Length(max=254))
    phone = Text(most=40)
    birth_date = Day()
    siren = fields.String(validate=validate.Regexp(r"\d{9}\Z"))
    cooperative = Slug()
    linked_organisation_until = Day()


class MemberRow(PersonRow):
    """A member with one membership; ``left_on`` and ``left_reason`` are those of a membership that is over."""

    number = Count(least=1, most=999_999_999)
    category = Slug(required=True)
    college = Slug()
    joined_on = Day(required=True)
    left_on = Day()
    left_reason = fields.String(load_default="resignation", validate=validate.OneOf(REASONS))


def read_members(content: bytes, arguments: dict[str, Any]) -> list[Line]:
    """Read a sheet of members."""
    return read_sheet(content, MemberRow(), unique=("external_id",))


def read_persons(content: bytes, arguments: dict[str, Any]) -> list[Line]:
    """Read a sheet of persons who need not be members."""
    return read_sheet(content, PersonRow(), unique=("external_id",))
