"""The convening notice as the members read it, with the proxy form on a page of its own."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from typing import Any

from services.commons.documents import Column, Said, Table, said
from services.commons.documents.paper import (
    Blank,
    Block,
    Facts,
    Grid,
    Heading,
    NewPage,
    Paper,
    Prose,
    Signatures,
    Steps,
)
from services.commons.documents.sheet import LongDay, Value
from services.voting.notices.terms import (
    CALLS,
    KINDS,
    METHODS,
    MODES,
    PARTS,
    article_said,
    ballot_form,
    local_time,
    majority_said,
)

HOW = {
    "in_room": said("In the room: sign the attendance sheet on arrival, for yourself and for those you represent."),
    "remote": said("Remotely: connect by the link above before the session opens; your presence is recorded."),
    "postal": said("By post: your voting form must arrive before the session; you are then counted as present."),
    "paper": said("By paper ballot: put your ballot into the urn before voting on the resolution is closed."),
}  # fmt: skip


def notice_paper(content: dict[str, Any]) -> Paper:
    """Return the notice of this content (content.py); one without a day of issue is marked as a draft."""
    addendum = content["sequence"] > 1
    return Paper(
        title=said("Addendum to the convening notice") if addendum else said("Convening notice"),
        subtitle=KINDS[content["kind"]], coop=content["cooperative"],
        mark=said("DRAFT") if content["issued_on"] is None else None,
        blocks=[*_call(content), *_agenda(content), *_rules(content), *_form(content)],
    )  # fmt: skip


def _call(content: dict[str, Any]) -> Iterator[Block]:
    held_on = LongDay(date.fromisoformat(content["held_on"]))
    yield Prose(said("The members are called to the assembly “{title}”, to deliberate on the agenda below.",
                     title=content["title"]), "lead")  # fmt: skip
    modes = [MODES[mode] for mode in content["modes"] if mode in MODES]
    rows: list[tuple[Said | str, Value]] = [(said("Date"), held_on)]
    rows += [(said("Time"), local_time(content["starts_at"]))] if content["starts_at"] else []
    rows += [(said("Place"), content["place"])] if content["place"] else []
    rows += [(said("Taking part"), together(modes))] if modes else []
    rows += [(said("Remote link"), content["link"])] if content["link"] else []
    rows.append((said("Call"), CALLS[content["call"]]))
    rows.append((said("Who may vote"), said("members on the roll on {day}", day=_day(content["record_date"]))))
    if content["issued_on"]:
        rows.append((said("Notice sent on"), said("{day}; {days} days’ notice are due ({article})",
                     day=_day(content["issued_on"]), days=content["notice"]["days"],
                     article=article_said(content["notice"]["article"]))))  # fmt: skip
    yield Facts(rows)


def _agenda(content: dict[str, Any]) -> Iterator[Block]:
    yield Heading(said("Agenda"))
    for item in content["agenda"]:
        yield Heading(f"{item['position']}. {item['title']}", 2)
        if item["asked_by_members"]:
            yield Prose(said("Put on the agenda at the request of members."), "quiet")
        elif item["version"] > 1:
            yield Prose(said("Added after the first notice."), "quiet")
        if item["text"]:
            yield Prose(item["text"])
        for vote in item["votes"]:
            yield Prose(said("Vote: {title} ({form}; {method})", title=vote["title"], form=ballot_form(vote["ballot"]),
                             method=METHODS.get(vote["method"], vote["method"])), "quiet")  # fmt: skip
            if vote["question"]:
                yield Prose(vote["question"], "quote")
        if item["documents"]:
            yield Grid(Table(
                [Column(said("Document"), share=26), Column(said("Fingerprint (SHA-256)"), "code", share=48),
                 Column(said("Bytes"), "count", share=9)],
                [[one["name"], one["digest"], one["size"]] for one in item["documents"]],
            ))  # fmt: skip
            for one in item["documents"]:
                yield Prose(f"{one['name']}: {one['link']}", "quiet")


def _rules(content: dict[str, Any]) -> Iterator[Block]:
    yield Heading(said("Quorum and majority"))
    for part in content["parts"]:
        quorum, majority = part["quorum"], part["majority"]
        if len(content["parts"]) > 1:
            yield Heading(PARTS[part["part"]], 2)
        needed: Said = said("none is needed")
        if quorum["fraction"]:
            needed = said("{share} of the votes on the roll", share=Fraction(quorum["fraction"]))
        yield Facts([
            (said("Quorum"), said("{needed} ({article})", needed=needed, article=article_said(quorum["article"]))),
            (said("Majority"), said("{needed} ({article})", needed=majority_said(majority),
                                    article=article_said(majority["article"]))),
        ])  # fmt: skip
    yield Heading(said("How to vote"))
    steps: list[Said] = [HOW[mode] for mode in content["modes"] if mode in HOW] or [HOW["in_room"]]
    yield Steps([(step, "") for step in [*steps, *_representation(content["proxies"])]])


def _representation(proxies: dict[str, Any]) -> Iterator[Said]:
    limit = proxies["limit"]
    if limit is None or limit > 0:
        most = limit if limit is not None else said("as many as ask")
        yield said("By proxy: give the form on the last page to another member, who may represent at most {limit} "
                   "({article}).", limit=most, article=article_said(proxies["article"]))  # fmt: skip
    if proxies["blank_to"] == "chair":
        yield said("A proxy that names nobody goes to the chair ({article}).",
                   article=article_said(proxies["blank_article"]))  # fmt: skip
    else:
        yield said("A proxy that names nobody is not counted ({article}).",
                   article=article_said(proxies["blank_article"]))  # fmt: skip


def _form(content: dict[str, Any]) -> Iterator[Block]:
    if content["proxies"]["limit"] == 0:
        return
    yield NewPage()
    yield Heading(said("Proxy form"))
    yield Prose(said("{kind} of {day} – {title}", kind=KINDS[content["kind"]],
                     day=LongDay(date.fromisoformat(content["held_on"])), title=content["title"]), "lead")  # fmt: skip
    yield Prose(said("I, the undersigned:"))
    yield Blank(said("Surname and given name"))
    yield Blank(said("Member number"))
    yield Prose(said("give power to:"))
    yield Blank(said("Surname and given name of the member who will represent me"))
    yield Prose(said("to represent me at this assembly, to take part in its deliberations and to vote in my name."))
    yield Prose(said("This form must reach the cooperative before the session opens on {day}. I may revoke it; it "
                     "lapses if I attend. A proxy cannot be passed on.",
                     day=LongDay(date.fromisoformat(content["held_on"]))))  # fmt: skip
    yield Blank(said("Done at, on"))
    yield Signatures([(said("Signature, preceded by “good for power”"), "", None)])


def together(parts: list[Said]) -> Said | str:
    """Return several words in one line, with commas."""
    if not parts:
        return ""
    joined = parts[0]
    for part in parts[1:]:
        joined = said("{first}, {then}", first=joined, then=part)
    return joined


def _day(text: str) -> date:
    return date.fromisoformat(text)
