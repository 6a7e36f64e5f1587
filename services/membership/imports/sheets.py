"""The sheets of cards, addresses and wishes, seats, and working groups."""

from __future__ import annotations

from datetime import date
from typing import Any

from marshmallow import ValidationError, fields, post_load, validate, validates_schema

from services.commons.contract import Text
from services.commons.jobs import Line
from services.commons.sheets import CountCell, DayCell, PhoneCell, Row, WordCell, read_sheet
from services.membership import vocabulary
from services.membership.cards.contract import ASKED, CardCode
from services.membership.contacts.contract import LANGUAGES, WAYS

MANDATE_ENDS = ("resigned", "revoked", "deceased", "left")
ROLES = ("member", "referent")


class CountryCell(WordCell):
    """A country by its code of two letters (ISO 3166-1), or by the names of those nearby."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        text = str(value)
        if len(text) == 2 and text.isascii() and text.isalpha():
            return text.upper()
        return super()._deserialize(value, attr, data, **kwargs)


class CardRow(Row):
    """A card: whose it is, what stands on it, since when it works; ``blocked_on`` if it works no longer."""

    names = vocabulary.CARD

    member = Text(most=100, required=True)
    code = CardCode(required=True)
    issued_on = DayCell()
    blocked_on = DayCell()
    reason = WordCell(vocabulary.words(vocabulary.CARD_REASONS, ASKED))

    @validates_schema
    def _forwards(self, data: dict[str, Any], **kwargs: Any) -> None:
        check_forwards(data, "issued_on", "blocked_on")


class ContactRow(Row):
    """How one person is reached and wishes to be written to; an empty cell leaves what is held as it is.

    A consent to the newsletter is taken with its day only (Regulation (EU) 2016/679, article 7).
    """

    names = vocabulary.CONTACT

    member = Text(most=100, required=True)
    email = fields.Email(validate=validate.Length(max=254))
    other_email = fields.Email(validate=validate.Length(max=254))
    mobile = PhoneCell()
    home_phone = PhoneCell()
    work_phone = PhoneCell()
    # Up to three lines, with line breaks or | between them.
    address = Text(most=300)
    address_more = Text(most=100)
    postal_code = Text(most=12)
    town = Text(most=100)
    country = CountryCell(vocabulary.COUNTRIES)
    language = WordCell(vocabulary.words(vocabulary.LANGUAGES, LANGUAGES))
    called_by = WordCell(vocabulary.words(vocabulary.WAYS, WAYS))
    newsletter = WordCell(vocabulary.YES_NO)
    newsletter_since = DayCell()

    @validates_schema
    def _fits(self, data: dict[str, Any], **kwargs: Any) -> None:
        there = {name for name in ("address", "postal_code", "town") if name in data}
        for name in ({"address", "postal_code", "town"} - there) if there else ():
            raise ValidationError("A postal address needs its lines, its code and its town.", name)
        if data.get("newsletter") == "yes" and "newsletter_since" not in data:
            raise ValidationError("A consent is taken with its day; write it, or leave the newsletter out.",
                                  "newsletter_since")  # fmt: skip

    @post_load
    def _with_lines(self, data: dict[str, Any], **kwargs: Any) -> dict[str, Any]:
        """Return the row with the lines of its address; some write them with line breaks, some with a bar."""
        if "address" in data:
            parts = [*data.pop("address").replace("|", "\n").splitlines(), data.pop("address_more", "")]
            data["lines"] = [" ".join(part.split())[:100] for part in parts if part.strip()][:4]
        return data


class MandateRow(Row):
    """A seat: of which body, whose, since when; the last day is that of the statutes' term unless it is said."""

    names = vocabulary.MANDATE

    body = Text(most=100, required=True)
    member = Text(most=100, required=True)
    started_on = DayCell(required=True)
    ends_on = DayCell()
    ended_on = DayCell()
    reason = WordCell(vocabulary.words(vocabulary.MANDATE_ENDS, MANDATE_ENDS), load_default="resigned")
    series = CountCell(least=1, most=3)
    reference = Text(most=100)


class GroupRow(Row):
    """Somebody's place in a working group; a line without a member only opens the group."""

    names = vocabulary.GROUP

    group = Text(most=200, required=True)
    member = Text(most=100)
    role = WordCell(vocabulary.words(vocabulary.ROLES, ROLES), load_default="member")
    since = DayCell()
    until = DayCell()
    purpose = Text(most=2000)

    @validates_schema
    def _forwards(self, data: dict[str, Any], **kwargs: Any) -> None:
        check_forwards(data, "since", "until")


def check_forwards(data: dict[str, Any], first: str, last: str) -> None:
    """Refuse a row that ends before it begins."""
    if first in data and last in data and data[last] < data[first]:
        raise ValidationError(f"comes before {first}, {data[first]}.", last)


def read_cards(content: bytes, arguments: dict[str, Any]) -> list[Line]:
    """Read a sheet of cards, in the order in which they were given."""
    return _by_day(read_sheet(content, CardRow(), unique=("code",), arguments=arguments), "issued_on")


def read_contacts(content: bytes, arguments: dict[str, Any]) -> list[Line]:
    """Read a sheet of addresses and wishes, a line for each person."""
    return read_sheet(content, ContactRow(), unique=("member",), arguments=arguments)


def read_mandates(content: bytes, arguments: dict[str, Any]) -> list[Line]:
    """Read a sheet of seats, in the order in which they were taken."""
    lines = read_sheet(content, MandateRow(), unique=("body", "member", "started_on"), arguments=arguments)
    return _by_day(lines, "started_on")


def read_groups(content: bytes, arguments: dict[str, Any]) -> list[Line]:
    """Read a sheet of working groups; who is a member and a referent may have a line for each."""
    lines = read_sheet(content, GroupRow(), unique=("group", "member", "role", "since"), arguments=arguments)
    return _by_day(lines, "since")


def _by_day(lines: list[Line], name: str) -> list[Line]:
    """Put lines in the order of their days, those without one last; what came first is then known first."""
    return sorted(lines, key=lambda line: (line.value or {}).get(name) or date.max)
