"""With whom the cooperative works: unions, federations, cases that it supports."""

from __future__ import annotations

from .fields import AreaCode, Choice, Number, ShortName, Words
from .shapes import DocumentSchema, Group, Several


class NamedOrganisation(DocumentSchema):
    """A union or federation that is an organisation of its own; a regional one has its areas."""

    slug = ShortName(required=True)
    name = Words(required=True)
    areas = Several(AreaCode())


class Position(DocumentSchema):
    """A place on the earth in millionths of a degree (WGS 84), north and east counting up."""

    latitude = Number(least=-90_000_000, most=90_000_000, required=True)
    longitude = Number(least=-180_000_000, most=180_000_000, required=True)


class Intercooperation(DocumentSchema):
    """With which federations and unions the cooperative exchanges, and where it stands."""

    partners = Several(ShortName(), required=True)
    areas = Several(AreaCode())
    position = Group(Position)


class SupportStep(DocumentSchema):
    """A step of a support case: due so many days after the opening, resting on documents of these kinds."""

    slug = ShortName(required=True)
    name = Words(required=True)
    days = Number(most=3660, required=True)
    documents = Several(ShortName())


class SupportChecklist(DocumentSchema):
    """The steps of one kind of support case, in place of the usual ones."""

    kind = Choice("creation", "transfer", "conversion", "revision", required=True)
    steps = Several(Group(SupportStep), required=True)
