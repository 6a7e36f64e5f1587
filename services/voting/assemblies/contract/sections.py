"""Assemblies of sections: they discuss the same agenda and elect the delegates who make up the main assembly."""

from __future__ import annotations

from marshmallow import fields, validate

from services.commons.contract import Schema, Text
from services.commons.refusals import Refusal
from services.voting.contract import voting
from services.voting.rolls.contract.refusals import WithoutCollege

from .refusals import AgendaSettled, ModeNotAllowed, WrongAssemblyState
from .shapes import When


class SectionsMade(Refusal):
    """The sections of the assembly were made already."""

    code, status = "sections_made", 409
    sentence = "Assembly {assembly_id} has {number} section(s) already."


class SectionsIncomplete(Refusal):
    """Each member votes in one section."""

    code, status = "sections_incomplete", 422
    sentence = "Each voting member belongs to one section; {why}: {named}."


class SectionAfterMain(Refusal):
    """The sections sit before the assembly that their delegates go to."""

    code, status = "section_after_main", 422
    sentence = "Section {section} would sit on {held_on}, the main assembly on {main_on}; sections sit before it."


class SectionsUnfinished(Refusal):
    """The main assembly waits for its sections."""

    code, status = "sections_unfinished", 409
    sentence = "Assembly {assembly_id} waits for its sections: {sections} {why}."


class NoDelegates(Refusal):
    """No section elected anybody."""

    code, status = "no_delegates", 409
    sentence = "None of the {number} section(s) of assembly {assembly_id} elected a delegate."


class NewSection(When):
    """A section with its day and place; its members, unless the statutes divide by college."""

    name = Text(most=100, required=True)
    member_ids = fields.List(
        Text(most=60), load_default=None, allow_none=True, validate=validate.Length(min=1, max=20_000)
    )


class NewSections(Schema):
    """All sections of the members."""

    sections = fields.List(fields.Nested(NewSection), required=True, validate=validate.Length(min=2, max=200))


class SectionView(Schema):
    """A section, its assembly, the delegates it sends and those who were elected."""

    assembly_id = fields.String()
    main_id = fields.String()
    name = fields.String()
    divided_by = fields.String()
    members = fields.Integer()
    delegates = fields.Integer()
    poll_id = fields.String()
    state = fields.String()
    elected_ids = fields.List(fields.String())
    article = fields.String()


class SectionsView(Schema):
    """The sections of a main assembly."""

    sections = fields.List(fields.Nested(SectionView))


make_sections = voting.command(
    "make_sections", "POST /assemblies/{assembly_id}/sections", body=NewSections, returns=SectionsView,
    scope="assemblies:write",
    refuses=[WrongAssemblyState, SectionsMade, SectionsIncomplete, SectionAfterMain, AgendaSettled, ModeNotAllowed,
             WithoutCollege],
    summary="Divide the members into sections, each with its assembly and the election of its delegates",
)  # fmt: skip
get_sections = voting.query(
    "get_sections", "GET /assemblies/{assembly_id}/sections", returns=SectionsView, scope="assemblies:read",
    summary="Look at the sections of an assembly and their delegates",
)  # fmt: skip
