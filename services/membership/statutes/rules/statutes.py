"""Whether statutes agree with themselves: what one article says must not undo what another says."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from .finding import Finding, Reading, steps_of

GENERAL_ASSEMBLY = "general_assembly"


def findings_in_statutes(document: Any) -> list[Finding]:
    """Return every contradiction in a statutes document, whatever its form."""
    read = Reading(document)
    checks = (_articles, _identity, _membership, _shares, _governance, _candidates, _votes, _surplus)
    return [finding for check in checks for finding in check(read)]


def _articles(read: Reading) -> Iterator[Finding]:
    """An article that names no rule, or a rule that no article holds, would make refusals name the wrong place."""
    yield from findings_on_articles(read)


def findings_on_articles(read: Reading) -> Iterator[Finding]:
    """Check that articles and rules of a document match."""
    articles = read.value("articles")
    if not isinstance(articles, dict):
        return
    for path in articles:
        if not (isinstance(path, str) and read.has(path)):
            yield Finding(("articles", path), "names no rule of this document; write the path of one, or leave it out.")
    for section in read.document:
        if section != "articles" and section not in articles:
            yield Finding(("articles",), f'says nothing on "{section}"; write the article in which it stands.')


def _identity(read: Reading) -> Iterator[Finding]:
    form, regime = read.value("identity.legal_form"), read.value("identity.regime")
    if (form == "association") != (regime == "association"):
        said = f"is {regime} but the legal form is {form}; an association has both, others neither."
        yield Finding(("identity", "regime"), said)
    if form == "association" and read.has("shares"):
        yield Finding(("shares",), "stand in the statutes of an association; write dues instead.")
    if form not in (None, "association") and not read.has("shares"):
        yield Finding(("shares",), f"are missing; a cooperative of the form {form} has shares.")


def _membership(read: Reading) -> Iterator[Finding]:
    categories, colleges = read.names("membership.categories"), read.names("membership.colleges")
    yield from twice(read, "membership.categories")
    yield from twice(read, "membership.colleges")
    yield from twice(read, "membership.stages")
    votes = [group.get("votes") for _, group in read.groups("membership.categories")]
    if True not in votes:
        yield Finding(("membership", "categories"), "hold no category that votes; write votes: true for one.")
    for place, group in read.groups("membership.categories"):
        if (college := group.get("college")) is not None and college not in colleges:
            yield Finding(("membership", "categories", place, "college"), f"is {college}; {one_of(colleges)}.")
    weights = [Reading(group).fraction("weight") for _, group in read.groups("membership.colleges")]
    if weights and None not in weights and sum(filter(None, weights), Fraction(0)) != 1:
        yield Finding(("membership", "colleges"), "have weights that do not sum to 1; change them so that they do.")
    decided_by = read.value("membership.admission.decided_by")
    known = ["of_right", "payment", GENERAL_ASSEMBLY, *read.names("governance.bodies")]
    if isinstance(decided_by, str) and decided_by not in known:
        yield Finding(("membership", "admission", "decided_by"), f"is {decided_by}; {one_of(known)}.")
    anew = [GENERAL_ASSEMBLY, *read.names("governance.bodies")]
    if isinstance(decides := read.value("membership.admission.after_exclusion"), str) and decides not in anew:
        yield Finding(("membership", "admission", "after_exclusion"), f"is {decides}; {one_of(anew)}.")
    yield from twice(read, "membership.admission.documents")
    if isinstance(exceptions := read.value("shares.by_category"), dict):
        for category in exceptions:
            if category not in categories:
                yield Finding(("shares", "by_category", category), f"is no category of members; {one_of(categories)}.")


def _shares(read: Reading) -> Iterator[Finding]:
    general = (read.number("shares.minimum"), read.number("shares.maximum"))
    yield from _bounds(steps_of("shares.minimum"), *general)
    exceptions = read.value("shares.by_category")
    for category, group in exceptions.items() if isinstance(exceptions, dict) else ():
        own = Reading(group)
        maximum = own.number("maximum") if own.has("maximum") else general[1]
        minimum = own.number("minimum") if own.has("minimum") else general[0]
        yield from _bounds(("shares", "by_category", category, "minimum"), minimum, maximum)


def _bounds(steps: tuple[str | int, ...], minimum: int | None, maximum: int | None) -> Iterator[Finding]:
    if minimum is not None and maximum is not None and minimum > maximum:
        yield Finding(steps, f"is {minimum}, above the maximum of {maximum}; write at most {maximum}.")


def _governance(read: Reading) -> Iterator[Finding]:
    bodies = read.names("governance.bodies")
    yield from twice(read, "governance.bodies")
    yield from twice(read, "governance.working_groups.groups")
    for place, group in read.groups("governance.bodies"):
        known = [GENERAL_ASSEMBLY, *(body for body in bodies if body != group.get("slug"))]
        if isinstance(elector := group.get("elected_by"), str) and elector not in known:
            yield Finding(("governance", "bodies", place, "elected_by"), f"is {elector}; {one_of(known)}.")
    for place, group in read.groups("governance.meetings"):
        if isinstance(body := group.get("body"), str) and body not in bodies:
            yield Finding(("governance", "meetings", place, "body"), f"is {body}; {one_of(bodies)}.")


def _candidates(read: Reading) -> Iterator[Finding]:
    """Who may stand is said in categories, colleges and bodies that the statutes know."""
    for place, group in read.groups("governance.bodies"):
        for kind in ("categories", "colleges"):
            known, named = read.names(f"membership.{kind}"), Reading(group).value(f"eligibility.{kind}")
            for at, name in enumerate(named if isinstance(named, list) else []):
                if isinstance(name, str) and name not in known:
                    steps = ("governance", "bodies", place, "eligibility", kind, at)
                    yield Finding(steps, f"is {name}; {one_of(known)}.")
    bodies, excluding = read.names("governance.bodies"), read.value("governance.incompatibilities")
    for place, names in enumerate(excluding if isinstance(excluding, list) else []):
        for at, name in enumerate(names if isinstance(names, list) else []):
            if isinstance(name, str) and name not in bodies:
                yield Finding(("governance", "incompatibilities", place, at), f"is {name}; {one_of(bodies)}.")


def _votes(read: Reading) -> Iterator[Finding]:
    """What the articles on votes say must fit together: colleges, weights, scrutineers and the method of elections."""
    if read.has("assemblies.colleges_carry") and not read.names("membership.colleges"):
        yield Finding(steps_of("assemblies.colleges_carry"), "stands without colleges; define them, or leave it out.")
    features = read.value("identity.features")
    if read.has("membership.weights") and "federation" not in (features if isinstance(features, list) else []):
        said = "stand in statutes of a first-level cooperative, where each member has one vote; leave them out."
        yield Finding(steps_of("membership.weights"), said)
    number, threshold = (read.number(f"ballots.scrutineers.{name}") for name in ("number", "threshold"))
    if number is not None and threshold is not None and threshold > number:
        said = f"is {threshold}, above the {number} scrutineers there are; write at most {number}."
        yield Finding(steps_of("ballots.scrutineers.threshold"), said)
    method = read.value("ballots.elections.method")
    if read.value("ballots.elections.elected_if") and method in ("scottish_stv", "schulze", "majority_judgment"):
        said = f"asks for a majority, which {method} does not count; write null, or elect by approval or single_choice."
        yield Finding(steps_of("ballots.elections.elected_if"), said)


def _surplus(read: Reading) -> Iterator[Finding]:
    steps = steps_of("economy.surplus")
    parts = {name: read.fraction(f"economy.surplus.{name}") for name in ("reserves", "labour_share", "interest")}
    given = {name: part for name, part in parts.items() if part is not None}
    # Reserves as a part of the surplus leave nothing over: equal thirds are 1/3 each.
    if "reserves" in given and sum(given.values(), Fraction(0)) != 1:
        said, whole = " + ".join(f"{name} {part}" for name, part in given.items()), sum(given.values(), Fraction(0))
        yield Finding(steps, f"shares out {said}, which is {whole}; the parts must sum to 1.")
    legal = read.fraction("economy.surplus.legal_reserve") or Fraction(0)
    if "reserves" in given and legal > given["reserves"]:
        said = f"are {given['reserves']}, below the legal reserve of {legal}; write at least {legal}."
        yield Finding((*steps, "reserves"), said)
    keys = [read.fraction(f"economy.surplus.labour_share_keys.{key}") for key in ("salary", "hours", "equal")]
    if None not in keys and sum(filter(None, keys), Fraction(0)) != 1:
        yield Finding((*steps, "labour_share_keys"), "have weights that do not sum to 1; change them so that they do.")
    if read.fraction("economy.surplus.labour_share") and not read.has("economy.surplus.labour_share_keys"):
        yield Finding((*steps, "labour_share_keys"), "are missing; say by which keys the labour share is split.")


def twice(read: Reading, path: str, key: str = "slug") -> Iterator[Finding]:
    """Name the groups of a list that bear a name that an earlier one bears."""
    seen: set[str] = set()
    for place, group in read.groups(path):
        name = group.get(key)
        if isinstance(name, str) and name in seen:
            yield Finding((*steps_of(path), place, key), f"is {name}, which stands there already; each must be unique.")
        elif isinstance(name, str):
            seen.add(name)


def one_of(names: list[str]) -> str:
    """Say which names are right."""
    return f"write one of {', '.join(names)}" if names else "none is defined, so leave it out"
