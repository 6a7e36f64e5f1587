"""Whether bylaws agree with themselves and with the statutes that they stand under."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from .finding import Finding, Reading, steps_of
from .statutes import findings_on_articles, one_of, twice


def findings_in_bylaws(document: Any) -> list[Finding]:
    """Return every contradiction in a bylaws document, whatever its form."""
    read = Reading(document)
    checks = (findings_on_articles, _names, _contributions, _invoicing, _dues, _shifts)
    return [finding for check in checks for finding in check(read)]


def findings_between(statutes: Any, bylaws: Any) -> list[Finding]:
    """Return where bylaws (the paths are theirs) name what the statutes do not know."""
    above, below = Reading(statutes), Reading(bylaws)
    categories, found = above.names("membership.categories"), []
    for section in ("contributions", "dues"):
        for place, group in below.groups(section):
            if (category := group.get("category")) is not None and category not in categories:
                found.append(Finding((section, place, "category"), f"is {category}; {one_of(categories)}."))
    linked, organisations = above.value("membership.admission.linked_organisation"), below.names("linked_organisations")
    if linked is not None and linked not in organisations:
        found.append(Finding(("linked_organisations",), f"do not hold {linked}, which the statutes ask for; add it."))
    asked = below.value("admission.linked_organisation")
    if isinstance(asked, str) and asked not in organisations:
        found.append(Finding(("admission", "linked_organisation"), f"is {asked}; {one_of(organisations)}."))
    # The register keeps one day for each person: until when the dues of this organisation are paid.
    admission, shifts = linked or asked, below.value("shifts.requires_linked_organisation")
    if isinstance(admission, str) and isinstance(shifts, str) and admission != shifts:
        said = f"is {shifts}, but who applies pays the dues of {admission}; ask for the same organisation in both."
        found.append(Finding(steps_of("shifts.requires_linked_organisation"), said))
    if above.value("dues.required") is True and not below.value("dues"):
        found.append(Finding(("dues",), "are missing, though the statutes say that members owe them; write them."))
    features = above.value("identity.features")
    for feature, section in (("shifts", "shifts"), ("cae", "contributions")):
        if isinstance(features, list) and feature in features and not below.has(section):
            said = f'are missing, though the statutes have the feature "{feature}"; write them.'
            found.append(Finding((section,), said))
    return found


def _names(read: Reading) -> Iterator[Finding]:
    yield from twice(read, "linked_organisations")
    yield from twice(read, "regional_unions")
    yield from twice(read, "trade_federations")
    yield from twice(read, "establishments", "code")
    for section, keys in (("contributions", ("name", "from", "category", "activity")), ("dues", ("category", "from"))):
        seen: set[tuple[str, ...]] = set()
        for place, group in read.groups(section):
            identity = tuple(str(group.get(key)) for key in keys)
            if identity in seen:
                yield Finding((section, place), "has the same scope and day as an earlier one; keep one of them.")
            seen.add(identity)


def _contributions(read: Reading) -> Iterator[Finding]:
    """Check what a contribution is counted on, and that its bounds leave room."""
    for place, group in read.groups("contributions"):
        if group.get("base") == "gross_margin" and group.get("recognised") == "received":
            said = "is received, but purchases are booked when they are invoiced: write invoiced for a gross margin."
            yield Finding(("contributions", place, "recognised"), said)
        if group.get("base") == "turnover" and "purchases" in group:
            yield Finding(("contributions", place, "purchases"), "are taken off a gross margin only; leave them out.")
        bounds = Reading(group)
        least = bounds.fraction("minimum")
        for name in ("maximum", "maximum_per_year"):
            most = bounds.fraction(name)
            if least is not None and most is not None and most < least:
                yield Finding(("contributions", place, name), f"is below the minimum of {group['minimum']}.")


def _invoicing(read: Reading) -> Iterator[Finding]:
    prefix = read.value("invoicing.prefix")
    if prefix is not None and prefix == read.value("invoicing.credit_note_prefix"):
        said = f"is {prefix} like that of invoices; the two are numbered apart: write another."
        yield Finding(steps_of("invoicing.credit_note_prefix"), said)


def _dues(read: Reading) -> Iterator[Finding]:
    account = read.value("dues_calls.account")
    if isinstance(account, str) and not account.startswith("7"):
        yield Finding(steps_of("dues_calls.account"), f"is {account}; dues are income: write an account of class 7.")
    if read.has("dues_calls") and not read.has("dues"):
        yield Finding(("dues_calls",), "say how dues are called, but none are written; write dues, or leave it out.")


def _shifts(read: Reading) -> Iterator[Finding]:
    required, organisations = read.value("shifts.requires_linked_organisation"), read.names("linked_organisations")
    if isinstance(required, str) and required not in organisations:
        yield Finding(steps_of("shifts.requires_linked_organisation"), f"is {required}; {one_of(organisations)}.")
    alert, stopped = read.number("shifts.standings.alert_below"), read.number("shifts.standings.not_served_below")
    if alert is not None and stopped is not None and stopped > alert:
        yield Finding(
            steps_of("shifts.standings.not_served_below"),
            f"is {stopped}, above alert_below; a member is on alert first: write at most {alert}.",
        )
    written = read.value("shifts.roles")
    roles = [role for role in written if isinstance(role, str)] if isinstance(written, list) else []
    for name in ("leader_roles", "roles_need_training"):
        named = read.value(f"shifts.{name}")
        for role in named if isinstance(named, list) else ():
            if roles and role not in roles:
                yield Finding(("shifts", name), f"hold {role}, which is no role; {one_of(roles)}.")
    for place, group in read.groups("shifts.calendar"):
        starts, ends, places = group.get("starts_at"), group.get("ends_at"), group.get("places")
        if isinstance(starts, str) and isinstance(ends, str) and ends <= starts:
            yield Finding(("shifts", "calendar", place, "ends_at"), f"is {ends}; write a time after {starts}.")
        for role in places if isinstance(places, dict) else ():
            if roles and role not in roles:
                yield Finding(("shifts", "calendar", place, "places", role), f"is no role; {one_of(roles)}.")
