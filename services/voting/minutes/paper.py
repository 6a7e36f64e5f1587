"""The minutes as a president signs them: procès-verbal, from the calling to the signatures."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Any

from services.commons.clock import LEGAL_ZONE
from services.commons.documents import Column, Curve, Said, Table, said
from services.commons.documents.paper import Block, Facts, Grid, Heading, Paper, Prose, Signatures, Steps, Verdict
from services.commons.documents.sheet import LongDay, Value
from services.voting.minutes.happened import incident_said
from services.voting.minutes.people import People
from services.voting.minutes.votes import poll_blocks
from services.voting.notices.terms import KINDS, PARTS, article_said, local_time

OFFICES = {"chair": said("Chair"), "teller": said("Teller"), "secretary": said("Secretary")}
SITTING = {
    "ordinary": said("an ordinary general assembly"), "extraordinary": said("an extraordinary general assembly"),
    "mixed": said("an ordinary and extraordinary general assembly"), "section": said("a section assembly"),
}  # fmt: skip
CALLED = {1: said("on first call"), 2: said("on second call")}
COPIES = {
    "queued": said("waiting"), "sending": said("being sent"), "sent": said("sent"), "resent": said("sent again"),
    "bounced": said("returned"), "handed_over": said("handed over"),
}  # fmt: skip
ENDED = {"left": said("left"), "declined": said("declined"), "resigned": said("resigned")}


def minutes_paper(
    content: dict[str, Any], digest: str, signatures: Sequence[dict[str, Any]], people: People, *, fixed: bool
) -> Paper:
    """Return the minutes of this content, marked as a draft until all have signed."""
    assembly = content["assembly"]
    held_on = LongDay(date.fromisoformat(assembly["held_on"]))
    sections = [
        *_opening(content, held_on), *_convening(content), *_bureau(content, people), *_presence(content, people),
        *_deliberations(content, people), *_incidents(content, people), *_closing(assembly),
        *_signing(digest, signatures, people, fixed=fixed), *_annexes(content),
    ]  # fmt: skip
    return Paper(said("Minutes"), content["cooperative"]["name"], sections, mark=None if fixed else said("DRAFT"),
                 subtitle=said("{kind} of {day}", kind=KINDS[assembly["kind"]], day=held_on))  # fmt: skip


def _opening(content: dict[str, Any], held_on: LongDay) -> Iterator[Block]:
    assembly = content["assembly"]
    told = {"day": held_on, "coop": content["cooperative"]["name"], "sitting": SITTING[assembly["kind"]],
            "call": CALLED[assembly["call"]], "title": assembly["title"]}  # fmt: skip
    at = local_time(assembly["opened_at"] or assembly["starts_at"])
    if at and assembly["place"]:
        yield Prose(Said("On {day} at {time}, in {place}, the members of {coop} met as {sitting}, {call}: “{title}”.",
                         {**told, "time": at, "place": assembly["place"]}), "lead")  # fmt: skip
    elif at:
        yield Prose(Said("On {day} at {time}, the members of {coop} met as {sitting}, {call}: “{title}”.",
                         {**told, "time": at}), "lead")  # fmt: skip
    else:
        yield Prose(Said("On {day}, the members of {coop} met as {sitting}, {call}: “{title}”.", told), "lead")


def _convening(content: dict[str, Any]) -> Iterator[Block]:
    convening, rolls = content["convening"], content["roll"]["rolls"]
    yield Heading(said("Convening and roll"))
    rows: list[tuple[Said | str, Value]] = []
    if convening["convened_on"]:
        rows.append((said("Called on"), date.fromisoformat(convening["convened_on"])))
    rows.append((said("Notice due"), said("{days} days ({article})", days=convening["notice_days"],
                                          article=article_said(convening["article"]))))  # fmt: skip
    for notice in convening["notices"]:
        first, issued_on = notice["sequence"] == 1, date.fromisoformat(notice["issued_on"])
        label = said("Notice") if first else said("Addendum of {day}", day=issued_on)
        rows.append((label, said("{invited} members invited: {copies}", invited=notice["invited"],
                                 copies=_copies(notice["deliveries"]))))  # fmt: skip
    final = [roll for roll in rolls if roll["kind"] == "final"]
    for roll in final[-1:]:
        rows.append((said("Final roll"), said("{size} members with {votes} votes, as of {day}", size=roll["size"],
                                              votes=roll["votes"], day=date.fromisoformat(roll["as_of"]))))  # fmt: skip
    yield Facts(rows)
    if final:
        yield Prose(said("Root of the roll (Merkle tree, SHA-256): {root}", root=final[-1]["root"]), "quiet")


def _copies(counts: dict[str, int]) -> Said | str:
    joined: Said | str = said("no copies")
    for place, (state, count) in enumerate(sorted(counts.items(), key=lambda one: list(COPIES).index(one[0]))):
        one = said("{count} {state}", count=count, state=COPIES[state])
        joined = one if place == 0 else said("{first}, {then}", first=joined, then=one)
    return joined


def _bureau(content: dict[str, Any], people: People) -> Iterator[Block]:
    if not content["bureau"]:
        return
    yield Heading(said("Bureau"))
    rows: list[tuple[Said | str, Value]] = []
    for one in sorted(content["bureau"], key=lambda one: list(OFFICES).index(one["office"])):
        called: Said | str = people.called(one["member_id"])
        if one["until"]:
            called = said("{name} (until {time}: {reason})", name=called, time=local_time(one["until"]),
                          reason=ENDED.get(one["reason"], one["reason"] or ""))  # fmt: skip
        rows.append((OFFICES[one["office"]], called))
    yield Facts(rows)


def _presence(content: dict[str, Any], people: People) -> Iterator[Block]:
    presence, changes = content["presence"], content["roll"]["changes"]
    yield Heading(said("Presence and quorum"))
    points = presence["curve"]
    if points:
        top = max(points, key=lambda point: point["votes"])
        columns = [Column(said("When"), share=20), *(Column(word, "count", share=14) for word in (
            said("In the room"), said("Remote"), said("By post"), said("Represented"), said("Votes")))]  # fmt: skip
        opened = content["assembly"]["opened_at"]
        before = [point for point in points if opened and point["at"] <= opened]
        lines = [(said("At the opening"), before[-1])] if before else []
        lines += [(said("At most, at {time}", time=local_time(top["at"])), top), (said("At the end"), points[-1])]
        rows: list[list[Value]] = [
            [when, point["in_room"], point["remote"], point["postal"], point["represented"], point["votes"]]
            for when, point in lines
        ]  # fmt: skip
        yield Grid(Table(columns, rows))
    yield Prose(said("The attendance sheet, certified by the bureau, is annexed with {proxies} proxies.",
                     proxies=presence["proxies"]))  # fmt: skip
    # What was signed before representatives were recorded does not have them.
    if acting := presence.get("representatives"):
        yield Prose(said("These organisations took part through the persons who represent them:"))
        columns = [Column(said("Member"), share=40), Column(said("Represented by"), share=40),
                   Column(said("From"), share=20)]  # fmt: skip
        yield Grid(Table(columns, [
            [people.called(one["member_id"]), people.called(one["person_id"]), local_time(one["from"])]
            for one in acting
        ]))  # fmt: skip
    if len(points) > 2:
        moments = [datetime.fromisoformat(point["at"]).astimezone(LEGAL_ZONE) for point in points]
        votes = [int(point["votes"]) for point in points]
        if (closed_at := content["assembly"]["closed_at"]) and closed_at > points[-1]["at"]:
            moments.append(datetime.fromisoformat(closed_at).astimezone(LEGAL_ZONE))
            votes.append(votes[-1])
        yield Curve(said("Votes present or represented over time"), moments, votes)
    if changes:
        yield Prose(said("The roll was changed during the session:"))
        yield Steps([(said("{member}: {change}", member=people.called(one["member_id"]),
                           change=said("added") if one["change"] == "added" else said("removed")), one["reason"])
                     for one in changes])  # fmt: skip
    for found in content["quorum_findings"]:
        yield Verdict(said("{part}: {counted} of {entitled} votes were there, {required} were needed ({article}). The "
                           "quorum is missing and nothing was decided.", part=PARTS[found["part"]],
                           counted=found["counted"], entitled=found["entitled"], required=found["required"],
                           article=article_said(found["article"])), "rejected")  # fmt: skip


def _deliberations(content: dict[str, Any], people: People) -> Iterator[Block]:
    yield Heading(said("Agenda and deliberations"))
    yield Steps([(item["title"], "") for item in content["agenda"]])
    for item in content["agenda"]:
        yield Heading(said("Item {number}: {title}", number=item["position"], title=item["title"]))
        if item["text"]:
            yield Prose(item["text"])
        for document in item["documents"]:
            yield Prose(said("Document laid before the members: {name} (annexed by its fingerprint).",
                             name=document["name"]), "quiet")  # fmt: skip
        for poll in item["polls"]:
            # What only fell with the session was never put to the vote.
            yield from poll_blocks(poll, people, elects=poll["method"] not in ("resolution", "consent"))
        if not item["polls"]:
            yield Prose(said("No vote was taken on this item."), "quiet")


def _incidents(content: dict[str, Any], people: People) -> Iterator[Block]:
    if content["incidents"]:
        yield Heading(said("Incidents of the session"))
        yield Steps([(incident_said(one, people), "") for one in content["incidents"]])


def _closing(assembly: dict[str, Any]) -> Iterator[Block]:
    yield Heading(said("Closing"))
    if not assembly["closed_at"]:
        yield Prose(said("The session is not closed."))
    elif assembly["state"] == "inquorate":
        yield Prose(said("The quorum being missing, the session was ended at {time}; the members may be called a "
                         "second time.", time=local_time(assembly["closed_at"])))  # fmt: skip
    else:
        yield Prose(said("The agenda being exhausted and nobody asking to speak, the session was closed at {time}.",
                         time=local_time(assembly["closed_at"])))  # fmt: skip


def _signing(digest: str, signatures: Sequence[dict[str, Any]], people: People, *, fixed: bool) -> Iterator[Block]:
    if signatures:
        yield Prose(said("Of all of which these minutes were drawn up, read and signed by the bureau."))
        yield Signatures([
            (OFFICES[one["office"]], people.called(one["member_id"]),
             said("Signed electronically on {at}", at=datetime.fromisoformat(one["signed_at"]))
             if one["signed_at"] else None)
            for one in signatures
        ])  # fmt: skip
    if fixed:
        yield Prose(said("Digest of the text that is signed (SHA-256): {digest}", digest=digest), "quiet")
    else:
        yield Prose(said("Digest of this draft (SHA-256): {digest}", digest=digest), "quiet")


def _annexes(content: dict[str, Any]) -> Iterator[Block]:
    rows: list[list[Value]] = [
        [said("Notice of {day}", day=date.fromisoformat(one["issued_on"])), one["digest"]]
        for one in content["convening"]["notices"]
    ]  # fmt: skip
    rows += [[one["name"], one["digest"]] for item in content["agenda"] for one in item["documents"]]
    rows += [[said("Board of the vote “{title}”", title=poll["title"]), poll["board"]["root"]]
             for item in content["agenda"] for poll in item["polls"] if poll.get("board")]  # fmt: skip
    if rows:
        yield Heading(said("Annexes, by their fingerprints"))
        yield Grid(Table([Column(said("Document"), share=28), Column(said("Fingerprint (SHA-256)"), "code", share=50)],
                         rows))  # fmt: skip
