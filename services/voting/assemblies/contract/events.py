"""The facts that assemblies tell."""

from __future__ import annotations

from marshmallow import fields

from services.commons.contract import Day, Instant, Schema
from services.voting.contract import voting


class AssemblyConvened(Schema):
    """The members were called to an assembly."""

    assembly_id = fields.String(required=True)
    kind = fields.String(required=True)
    held_on = Day(required=True)
    call = fields.Integer(required=True)
    invited = fields.Integer(required=True)
    # SHA-256 over the agenda and its documents, as they were sent.
    agenda_digest = fields.String(required=True)


class AssemblyTold(Schema):
    """An assembly was opened or closed, or its quorum was missing."""

    assembly_id = fields.String(required=True)
    kind = fields.String(required=True)
    held_on = Day(required=True)


class AssemblyAdjourned(AssemblyTold):
    """The session of an assembly was adjourned."""

    until = Instant(required=True)


class MinutesSigned(AssemblyTold):
    """The bureau signed the minutes of an assembly."""

    # SHA-256 of what was signed.
    digest = fields.String(required=True)


assembly_convened = voting.event("assembly.convened", AssemblyConvened)
assembly_opened = voting.event("assembly.opened", AssemblyTold, summary="An assembly was opened")
assembly_closed = voting.event("assembly.closed", AssemblyTold, summary="An assembly was closed")
assembly_inquorate = voting.event("assembly.inquorate", AssemblyTold, summary="An assembly lacked its quorum")
assembly_adjourned = voting.event("assembly.adjourned", AssemblyAdjourned)
assembly_resumed = voting.event("assembly.resumed", AssemblyTold, summary="An adjourned assembly sits again")
minutes_signed = voting.event("minutes.signed", MinutesSigned)
