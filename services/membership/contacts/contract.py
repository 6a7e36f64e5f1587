"""Several addresses of a person or organisation, one of each kind preferred; and how they wish to be written to."""

from __future__ import annotations

from marshmallow import ValidationError, fields, validate, validates_schema

from services.commons.contract import Day, Flag, Instant, QuerySchema, Schema, Text
from services.commons.refusals import NotFound, Refusal
from services.membership.contract import membership
from services.membership.register.contract.refusals import InTheFuture, MergedAway, NotInRegister
from services.membership.register.contract.written import Phone

CHANNELS = ("email", "phone", "post")
LABELS = ("home", "work", "mobile", "other")
WAYS = ("mail", "post")
LANGUAGES = ("fr", "en")
MOST_CONTACTS = 20


class TooManyContacts(Refusal):
    """A person has some addresses, not a directory of them."""

    code, status = "too_many_contacts", 422
    sentence = "{member_id} has {held} addresses already; end one that is not used, {maximum} are kept at a time."


class ContactHeld(Refusal):
    """The same address stands there once."""

    code, status = "contact_held", 409
    sentence = "{member_id} has this address already, as {contact_id}."


class ContactEnded(Refusal):
    """An address that is no longer used is not used again; enter it anew."""

    code, status = "contact_ended", 409
    sentence = "The address {contact_id} was used until {until}."


class NewContact(Schema):
    """An e-mail address, a phone number, or a postal address by its lines, code, town and country (ISO 3166-1)."""

    channel = fields.String(required=True, validate=validate.OneOf(CHANNELS))
    label = fields.String(load_default="other", validate=validate.OneOf(LABELS))
    email = fields.Email(validate=validate.Length(max=254))
    phone = Phone()
    lines = fields.List(Text(most=100), validate=validate.Length(min=1, max=4))
    postal_code = Text(most=12)
    town = Text(most=100)
    country = fields.String(load_default="FR", validate=validate.Regexp(r"[A-Z]{2}\Z"))
    preferred = Flag(load_default=False)
    since = Day(load_default=None)

    @validates_schema
    def _fits(self, data: dict[str, object], **kwargs: object) -> None:
        needed = {"email": {"email"}, "phone": {"phone"}, "post": {"lines", "postal_code", "town"}}
        asked = needed.get(str(data.get("channel")), set())
        for name in ("email", "phone", "lines", "postal_code", "town"):
            if (name in data) != (name in asked):
                said = "is needed" if name in asked else "has no place"
                raise ValidationError(f"{name} {said} in an address of this channel.", name)


class ContactEnd(Schema):
    """The last day on which an address is used; today unless given."""

    until = Day(load_default=None)


class ContactView(Schema):
    """An address: used from a day until another; preferred is the one that is written to or called."""

    # None for the e-mail address or phone number of the register that nobody has labelled.
    id = fields.String(allow_none=True)
    member_id = fields.String()
    channel = fields.String(validate=validate.OneOf(CHANNELS))
    label = fields.String(validate=validate.OneOf(LABELS))
    email = fields.String(allow_none=True)
    phone = fields.String(allow_none=True)
    lines = fields.List(fields.String(), allow_none=True, validate=validate.Length(max=4))
    postal_code = fields.String(allow_none=True)
    town = fields.String(allow_none=True)
    country = fields.String(allow_none=True)
    preferred = Flag()
    since = Day()
    until = Day(allow_none=True)
    recorded_at = Instant()


class ContactsQuery(QuerySchema):
    """The addresses used on a day; today unless ``as_of`` says another."""

    as_of = Day(load_default=None)


class NewPreferences(Schema):
    """How somebody wishes to be addressed; what is left out stays."""

    language = fields.String(validate=validate.OneOf(LANGUAGES))
    # How calls to assemblies reach the member.
    called_by = fields.String(validate=validate.OneOf(WAYS))
    # Consent, which is dated (Regulation (EU) 2016/679, article 7), and taken back as easily.
    newsletter = Flag()


class PreferencesView(Schema):
    """How somebody wishes to be addressed on a day; French, by mail and without newsletter where nothing was said."""

    member_id = fields.String()
    language = fields.String(validate=validate.OneOf(LANGUAGES))
    called_by = fields.String(validate=validate.OneOf(WAYS))
    newsletter = Flag()
    # Since when the newsletter is consented to.
    newsletter_since = Day(allow_none=True)
    as_of = Day()


class PreferencesQuery(QuerySchema):
    """The preferences of a day; today unless ``as_of`` says another."""

    as_of = Day(load_default=None)


class PreferencesChanged(Schema):
    """Somebody wishes to be addressed otherwise: the language, and the way by which calls reach the member."""

    member_id = fields.String(required=True)
    language = fields.String(required=True, validate=validate.OneOf(LANGUAGES))
    called_by = fields.String(required=True, validate=validate.OneOf(WAYS))


preferences_changed = membership.event("preferences.changed", PreferencesChanged)

add_contact = membership.command(
    "add_contact", "POST /members/{member_id}/contacts", body=NewContact, returns=ContactView, scope="members:write",
    refuses=[NotInRegister, MergedAway, InTheFuture, ContactHeld, TooManyContacts],
    summary="Add an e-mail address, a phone number or a postal address",
)  # fmt: skip
prefer_contact = membership.command(
    "prefer_contact", "POST /contacts/{contact_id}/preference", returns=ContactView, scope="members:write", status=200,
    refuses=[NotFound, ContactEnded, MergedAway],
    summary="Make an address the preferred one of its kind; the register shows it from then on",
)  # fmt: skip
end_contact = membership.command(
    "end_contact", "POST /contacts/{contact_id}/end", body=ContactEnd, returns=ContactView, scope="members:write",
    status=200, refuses=[NotFound, ContactEnded, InTheFuture, MergedAway],
    summary="Say that an address is not used any more",
)  # fmt: skip
list_contacts = membership.query(
    "list_contacts", "GET /members/{member_id}/contacts", returns=ContactView, query=ContactsQuery, paged=True,
    scope="members:read", refuses=[NotInRegister], summary="List the addresses of a person or organisation",
)  # fmt: skip
set_preferences = membership.command(
    "set_preferences", "PUT /members/{member_id}/preferences", body=NewPreferences, returns=PreferencesView,
    scope="members:write", emits=[preferences_changed], refuses=[NotInRegister, MergedAway],
    summary="Set language, way of being called, and consent to the newsletter",
)  # fmt: skip
get_preferences = membership.query(
    "get_preferences", "GET /members/{member_id}/preferences", returns=PreferencesView, query=PreferencesQuery,
    scope="members:read", refuses=[NotInRegister], summary="Tell how somebody wishes to be addressed",
)  # fmt: skip
