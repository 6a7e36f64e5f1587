"""The agenda: its items, their documents, the versions that were sent, and what members ask to be added."""

from __future__ import annotations

from marshmallow import fields, validate

from services.commons.contract import Count, Day, Instant, Schema, Text
from services.commons.refusals import Refusal
from services.voting.assemblies.rules import PARTS
from services.voting.contract import voting

from .refusals import AgendaSettled, NotOnRoll, SecondCallAgenda, WrongAssemblyState

READ, WRITE = "assemblies:read", "assemblies:write"


class PartDoesNotFit(Refusal):
    """An item is decided by rules that this kind of assembly has."""

    code, status = "part_does_not_fit", 422
    sentence = "A {kind} assembly decides as {allowed}; the item asks for {part}."


class SupportTooSmall(Refusal):
    """Those who ask for a resolution hold too few votes."""

    code, status = "support_too_small", 422
    sentence = "{votes} votes of {entitled} have signed; {required} are needed ({fraction} of them)."


class OutsideRequestWindow(Refusal):
    """Resolutions are added within the days that the statutes set."""

    code, status = "outside_request_window", 422
    sentence = (
        "Resolutions may be added from {opens_on} to {closes_on}, for the assembly of {held_on}; today is {today}."
    )


class ResolutionAccepted(Refusal):
    """The resolution is on the agenda already."""

    code, status = "resolution_accepted", 409
    sentence = "Resolution {added_resolution_id} was put on the agenda on {accepted_on}."


class NewDocument(Schema):
    """A document, by reference: where it lies and the SHA-256 (hexadecimal) of its text."""

    name = Text(required=True)
    media_type = Text(most=100, required=True, validate=validate.Regexp(r"[a-z0-9.+-]+/[a-z0-9.+-]+\Z"))
    digest = Text(most=64, required=True, validate=validate.Regexp(r"[0-9a-f]{64}\Z"))
    # In bytes.
    size = Count(most=10**12, required=True)
    link = Text(most=1000, required=True, validate=validate.URL(schemes={"http", "https"}, require_tld=False))


Documents = fields.List(fields.Nested(NewDocument), load_default=list, validate=validate.Length(max=50))


class NewDocuments(Schema):
    """Documents for an item of the agenda."""

    documents = fields.List(fields.Nested(NewDocument), required=True, validate=validate.Length(min=1, max=50))


class NewAgendaItem(Schema):
    """An item for the agenda; in a mixed assembly ``part`` says by which rules it is decided (ordinary by default)."""

    title = Text(required=True)
    text = Text(most=20_000, load_default=None, allow_none=True)
    part = fields.String(load_default=None, allow_none=True, validate=validate.OneOf(PARTS))
    documents = Documents


class DocumentView(Schema):
    """A document of the agenda, by reference."""

    name = fields.String()
    media_type = fields.String()
    digest = fields.String()
    size = fields.Integer()
    link = fields.String()


class AgendaItemView(Schema):
    """An item of the agenda; one that members asked for names those who signed."""

    id = fields.String()
    position = fields.Integer()
    title = fields.String()
    text = fields.String(allow_none=True)
    part = fields.String(validate=validate.OneOf(PARTS))
    version = fields.Integer()
    documents = fields.List(fields.Nested(DocumentView))
    supporter_ids = fields.List(fields.String())


class AgendaVersionView(Schema):
    """An agenda as it was sent, by the notice or by an addendum: the SHA-256 over all its items and documents."""

    version = fields.Integer()
    digest = fields.String()
    cause = fields.String(validate=validate.OneOf(["notice", "addendum"]))
    settled_at = Instant()


class NewAddedResolution(Schema):
    """A resolution that members ask to be added, with those who have signed so far."""

    title = Text(required=True)
    text = Text(most=20_000, required=True)
    part = fields.String(load_default=None, allow_none=True, validate=validate.OneOf(PARTS))
    documents = Documents
    supporter_ids = fields.List(Text(most=60), required=True, validate=validate.Length(min=1, max=2000))


class Signatures(Schema):
    """Members who sign the request too."""

    supporter_ids = fields.List(Text(most=60), required=True, validate=validate.Length(min=1, max=2000))


class AddedResolutionView(Schema):
    """A resolution that members ask for: the votes that signed, how many are needed, and the article."""

    id = fields.String()
    assembly_id = fields.String()
    title = fields.String()
    text = fields.String()
    part = fields.String(validate=validate.OneOf(PARTS))
    state = fields.String(validate=validate.OneOf(["signing", "accepted"]))
    asked_at = Instant()
    votes = fields.Integer()
    entitled = fields.Integer()
    required = fields.Integer()
    article = fields.String()
    accepted_at = Instant(allow_none=True)
    agenda_item_id = fields.String(allow_none=True)
    supporter_ids = fields.List(fields.String())


class AgendaExtended(Schema):
    """An item was lawfully added to an agenda that had been sent: the members must be sent an addendum."""

    assembly_id = fields.String(required=True)
    held_on = Day(required=True)
    version = fields.Integer(required=True)
    digest = fields.String(required=True)
    agenda_item_id = fields.String(required=True)


agenda_extended = voting.event("agenda.extended", AgendaExtended)

add_agenda_item = voting.command(
    "add_agenda_item", "POST /assemblies/{assembly_id}/agenda", body=NewAgendaItem, returns=AgendaItemView,
    scope=WRITE, refuses=[AgendaSettled, PartDoesNotFit], summary="Add an item to the agenda",
)  # fmt: skip
add_documents = voting.command(
    "add_documents", "POST /assemblies/{assembly_id}/agenda/{agenda_item_id}/documents", body=NewDocuments,
    returns=AgendaItemView, scope=WRITE, refuses=[AgendaSettled],
    summary="Attach documents to an item, by reference, before the notice goes out",
)  # fmt: skip
list_agenda = voting.query(
    "list_agenda", "GET /assemblies/{assembly_id}/agenda", returns=AgendaItemView, paged=True, scope=READ,
    summary="Read the agenda",
)  # fmt: skip
list_agenda_versions = voting.query(
    "list_agenda_versions", "GET /assemblies/{assembly_id}/agenda-versions", returns=AgendaVersionView, paged=True,
    scope=READ, summary="Read the digests of the agenda as it was sent",
)  # fmt: skip
request_resolution = voting.command(
    "request_resolution", "POST /assemblies/{assembly_id}/added-resolutions", body=NewAddedResolution,
    returns=AddedResolutionView, scope=WRITE,
    refuses=[WrongAssemblyState, NotOnRoll, PartDoesNotFit, AgendaSettled, SecondCallAgenda],
    summary="Ask for a resolution to be added to the agenda that was sent",
)  # fmt: skip
sign_added_resolution = voting.command(
    "sign_added_resolution", "POST /assemblies/{assembly_id}/added-resolutions/{added_resolution_id}/signatures",
    body=Signatures, returns=AddedResolutionView, scope=WRITE, status=200,
    refuses=[WrongAssemblyState, NotOnRoll, ResolutionAccepted, AgendaSettled, SecondCallAgenda],
    summary="Sign the request for a resolution",
)  # fmt: skip
accept_added_resolution = voting.command(
    "accept_added_resolution", "POST /assemblies/{assembly_id}/added-resolutions/{added_resolution_id}/accept",
    returns=AddedResolutionView, scope=WRITE, status=200, emits=[agenda_extended],
    refuses=[WrongAssemblyState, SupportTooSmall, OutsideRequestWindow, ResolutionAccepted, AgendaSettled,
             SecondCallAgenda],
    summary="Put a resolution that enough members asked for, in time, on the agenda; an addendum must be sent",
)  # fmt: skip
list_added_resolutions = voting.query(
    "list_added_resolutions", "GET /assemblies/{assembly_id}/added-resolutions", returns=AddedResolutionView,
    paged=True, scope=READ, summary="List the resolutions that members asked for",
)  # fmt: skip
