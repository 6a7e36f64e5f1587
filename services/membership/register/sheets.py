"""The sheets that the register takes in."""

from __future__ import annotations

from typing import Any

from marshmallow import fields, validate

from services.commons.contract import Slug, Text
from services.commons.jobs import Line
from services.commons.sheets import CountCell, DayCell, PhoneCell, Row, WordCell, read_sheet
from services.membership import vocabulary

from .contract import KINDS, REASONS


class PersonRow(Row):
    """A person or organisation, by the id that it has where the sheet comes from."""

    names = vocabulary.PERSON

    external_id = Text(most=100, required=True)
    kind = WordCell(vocabulary.words(vocabulary.KINDS, KINDS), load_default="natural_person")
    first_name = Text(most=100)
    last_name = Text(most=100)
    name = Text(most=200)
    email = fields.Email(validate=validate.Length(max=254))
    phone = PhoneCell()
    birth_date = DayCell()
    siren = fields.String(validate=validate.Regexp(r"\d{9}\Z"))
    cooperative = Slug()
    linked_organisation_until = DayCell()


class MemberRow(PersonRow):
    """A member with one membership; ``left_on`` and ``left_reason`` are those of a membership that is over.

    A sheet without ids of its own is known by the members' numbers. The category is its slug or its name, and may be
    left out where the statutes know one only.
    """

    names = vocabulary.MEMBER
    stands_in = {"external_id": "number"}

    number = CountCell(least=1, most=999_999_999)
    category = Text(most=200)
    college = Text(most=200)
    joined_on = DayCell(required=True)
    left_on = DayCell()
    left_reason = WordCell(vocabulary.words(vocabulary.REASONS, REASONS), load_default="resignation")


def read_members(content: bytes, arguments: dict[str, Any]) -> list[Line]:
    """Read a sheet of members; who came back has a line for each membership."""
    return read_sheet(content, MemberRow(), unique=("external_id", "joined_on"), arguments=arguments)


def read_persons(content: bytes, arguments: dict[str, Any]) -> list[Line]:
    """Read a sheet of persons who need not be members."""
    return read_sheet(content, PersonRow(), unique=("external_id",), arguments=arguments)
