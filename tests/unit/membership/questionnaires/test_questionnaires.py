"""Questionnaires: sent by a federation, answered at each cooperative's desk, summed up."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from time import sleep
from typing import Any

import pytest
from sqlalchemy import text

from services.commons.clock import FixedClock
from services.commons.refusals import Refusal
from tests.unit.membership.neighbours import CENTRE, Neighbours

Opened = Callable[..., Neighbours]


def question(code: str, kind: str, **more: Any) -> dict[str, Any]:
    """A question as it is drafted."""
    return {"code": code, "text": f"About {code}?", "kind": kind, **more}


SIZES = [{"code": "small", "text": "Small"}, {"code": "large", "text": "Large"}]
DRAFT = {"title": "Premises and people", "closes_on": "2026-03-31", "questions": [
    question("size", "choice", options=SIZES), question("needs", "choices", options=SIZES, required=False),
    question("jobs", "number", least=0, unit="people"), question("wishes", "text", required=False),
    question("training", "yes_no"),
]}  # fmt: skip
ANSWERS = {"size": "small", "needs": ["small", "large"], "jobs": 10, "wishes": "More meetings", "training": True}


@pytest.fixture
def three(neighbours: Opened) -> Neighbours:
    """A federation with three members."""
    return neighbours("alpar", "alpine-aluminium", "coopaname")


def sent(three: Neighbours, **changed: Any) -> str:
    """Draft a questionnaire and send it to all."""
    made: str = three.centre.do("draft_questionnaire", body={**DRAFT, **changed})["id"]
    three.centre.do("send_questionnaire", questionnaire_id=made, body={})
    three.carry()
    return made


def reply(three: Neighbours, slug: str, made: str, **changed: Any) -> dict[str, Any]:
    """Answer at a cooperative's desk, and return what it shows afterwards."""
    body = {"answers": {**ANSWERS, **changed}}
    three[slug].do("reply_to_questionnaire", federation=CENTRE, questionnaire_id=made, body=body)
    three.carry()
    [received] = three[slug].do("list_received_questionnaires")["data"]
    return dict(received)


def refused(code: str, action: Callable[[], Any]) -> Refusal:
    """Do what must be refused."""
    with pytest.raises(Refusal) as told:
        action()
    assert told.value.code == code, told.value.code
    return told.value


def summed(three: Neighbours, made: str) -> dict[str, dict[str, Any]]:
    """Return the summary's questions by their code."""
    found = three.centre.do("get_questionnaire_summary", questionnaire_id=made)
    return {one["code"]: one for one in found["questions"]}


def test_each_cooperative_answers_at_its_own_desk_and_the_federation_sums_up(three: Neighbours) -> None:
    """Counts per option, sum and median, texts with their cooperative, the rate of response."""
    made = sent(three)
    assert reply(three, "alpar", made)["reply"] == "taken"
    reply(three, "coopaname", made, size="large", jobs=33, training=False, wishes=None)
    found = three.centre.do("get_questionnaire_summary", questionnaire_id=made)
    assert (found["asked"], found["replied"], found["response_rate"]) == (3, 2, "2/3")
    by = summed(three, made)
    assert {one["code"]: one["count"] for one in by["size"]["options"]} == {"small": 1, "large": 1}
    assert {one["code"]: one["count"] for one in by["needs"]["options"]} == {"small": 2, "large": 2}
    assert (by["jobs"]["total"], by["jobs"]["median"], by["jobs"]["lowest"]) == (43, "43/2", 10)
    assert by["wishes"]["texts"] == [{"text": "More meetings", "cooperative": "alpar"}]
    assert {one["code"]: one["count"] for one in by["training"]["options"]} == {"yes": 1, "no": 1}
    replies = three.centre.do("list_questionnaire_replies", questionnaire_id=made)["data"]
    assert [(one["cooperative"], one["answers"]["jobs"]) for one in replies] == [("alpar", 10), ("coopaname", 33)]


def test_an_answer_is_replaced_until_the_closing(three: Neighbours) -> None:
    """The newest counts, once; an older one that comes again changes nothing."""
    made = sent(three)
    reply(three, "alpar", made, jobs=10)
    reply(three, "alpar", made, jobs=12)
    before = three.centre.do("get_questionnaire_summary", questionnaire_id=made)
    three.centre.do("close_questionnaire", questionnaire_id=made)
    three.carry()
    three.tell_again(list(reversed(three.crossed)), anew=True)
    three.carry()
    after = three.centre.do("get_questionnaire_summary", questionnaire_id=made)
    assert before["questions"] == after["questions"] and summed(three, made)["jobs"]["total"] == 12
    [received] = three["alpar"].do("list_received_questionnaires")["data"]
    assert (received["reply"], received["state"], received["answers"]["jobs"]) == ("taken", "closed", 12)


UNSOUND: list[tuple[dict[str, Any], str]] = [
    ({"size": "huge"}, "/answers/size"),
    ({"size": None}, "/answers/size"),
    ({"needs": ["small", "small"]}, "/answers/needs"),
    ({"needs": []}, "/answers/needs"),
    ({"jobs": -1}, "/answers/jobs"),
    ({"jobs": 1.5}, "/answers/jobs"),
    ({"jobs": True}, "/answers/jobs"),
    ({"wishes": " "}, "/answers/wishes"),
    ({"wishes": "x" * 2001}, "/answers/wishes"),
    ({"training": "yes"}, "/answers/training"),
    ({"gossip": 1}, "/answers/gossip"),
]


def test_an_unsound_answer_is_refused_at_the_desk_and_at_the_federation(neighbours: Opened) -> None:
    """Each fault is named; who sends it past its own desk is told that it was not taken."""
    found = neighbours("alpar")
    made = sent(found)
    for changed, pointer in UNSOUND:
        told = refused("answers_unsound", lambda changed=changed: reply(found, "alpar", made, **changed))
        assert [one["pointer"] for one in told.errors] == [pointer]
        data = {"questionnaire_id": made, "version": 1, "answers": {**ANSWERS, **changed}, "digest": None,
                "replaces": None}  # fmt: skip
        found.forge("alpar", "questionnaire.replied", data)
    settled = found.centre.told("membership.questionnaire.reply_settled.v1")
    assert [one["data"]["state"] for one in settled] == ["refused"] * len(UNSOUND)
    assert found.centre.do("get_questionnaire", questionnaire_id=made)["replied"] == 0


def test_after_the_closing_nothing_is_taken(three: Neighbours, clock: FixedClock) -> None:
    """Its day passed, or closed before; an answer that crosses the closing is told to be late."""
    made = sent(three)
    three.centre.do("close_questionnaire", questionnaire_id=made)
    late = three["alpar"].do("reply_to_questionnaire", federation=CENTRE, questionnaire_id=made,
                             body={"answers": ANSWERS})  # fmt: skip
    assert late["reply"] == "sent"
    three.carry()
    [received] = three["alpar"].do("list_received_questionnaires")["data"]
    assert (received["reply"], received["reason"]) == ("refused", "closed")
    refused("questionnaire_closed", lambda: reply(three, "alpar", made))
    refused("questionnaire_not_sent", lambda: three.centre.do("remind_of_questionnaire", questionnaire_id=made))
    other = sent(three)
    clock.advance(days=40)
    refused("questionnaire_closed", lambda: three["alpar"].do(
        "reply_to_questionnaire", federation=CENTRE, questionnaire_id=other, body={"answers": ANSWERS}))  # fmt: skip
    closed = three.centre.do("list_questionnaires", query={"state": "closed"})["data"]
    assert [one["id"] for one in closed] == [made, other]
    assert three.centre.do("list_questionnaires", query={"state": "sent"})["data"] == []


def test_those_whose_answer_is_missing_are_listed_and_reminded(three: Neighbours) -> None:
    """And nobody else hears of it."""
    made = sent(three)
    reply(three, "alpar", made)
    missing = three.centre.do("list_questionnaire_recipients", questionnaire_id=made, query={"missing": "true"})
    assert [one["cooperative"] for one in missing["data"]] == ["alpine-aluminium", "coopaname"]
    assert three.centre.do("remind_of_questionnaire", questionnaire_id=made)["cooperatives"] == [
        "alpine-aluminium", "coopaname",
    ]  # fmt: skip
    three.carry()
    shown = {slug: three[slug].do("list_received_questionnaires")["data"][0]["reminded_at"] for slug in three.members}
    assert shown["alpar"] is None and shown["coopaname"] is not None


def test_an_anonymous_questionnaire_shows_no_cooperative_and_no_small_cell(three: Neighbours) -> None:
    """Nothing before the closing; nothing of fewer than the smallest cell; nobody's text or number under a name."""
    made = sent(three, anonymous=True)
    for slug in three.members:
        reply(three, slug, made)
    refused("questionnaire_anonymous", lambda: three.centre.do("list_questionnaire_replies", questionnaire_id=made))
    assert all(one["withheld"] and not one["options"] for one in summed(three, made).values())
    three.centre.do("close_questionnaire", questionnaire_id=made)
    by = summed(three, made)
    assert all(one["withheld"] and not one["options"] and not one["texts"] for one in by.values())
    assert (by["jobs"]["total"], by["jobs"]["answered"]) == (None, 3)
    told = three.centre.do("get_questionnaire_summary", questionnaire_id=made)
    assert (told["smallest_cell"], bool(told["article"])) == (5, True)


def rows_with(three: Neighbours, what: str) -> list[tuple[str, str]]:
    """Return every row of the federation's database in which something stands, with its table."""
    found = []
    with three.centre.database.reading() as session:
        for table in session.scalars(text("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")).all():
            rows = session.scalars(text(f"SELECT to_jsonb(one)::text FROM {table} AS one"))  # noqa: S608 – our own names
            found += [(table, row) for row in rows if what in row]
    return found


def test_nothing_at_the_federation_says_who_gave_an_anonymous_answer(three: Neighbours) -> None:
    """All answers stand in one row, under digests that stand nowhere else; outbox and trail say only who answered."""
    made = sent(three, anonymous=True)
    for number, slug in enumerate(three.members):
        assert reply(three, slug, made, wishes=f"wish-{number}")["reply"] == "taken"
        assert reply(three, slug, made, wishes=f"better-{number}")["reply"] == "taken"
    for number in range(3):
        [(table, row)] = rows_with(three, f"better-{number}")
        assert table == "questionnaire_unnamed_replies" and not any(slug in row for slug in three.members)
        assert rows_with(three, f"wish-{number}") == []
    with three.centre.database.reading() as session:
        digests = list(session.scalar(text("SELECT replies FROM questionnaire_unnamed_replies")))
    assert digests == sorted(digests) and [rows_with(three, one) == [(table, row)] for one in digests] == [True] * 3
    told = three.centre.do("get_questionnaire_summary", questionnaire_id=made)
    assert (told["asked"], told["replied"]) == (3, 3)


def test_an_anonymous_answer_is_replaced_by_who_keeps_its_key_alone(three: Neighbours) -> None:
    """A second answer without the key of the first is not counted, wherever it comes from; nor is an older one."""
    made = sent(three, anonymous=True)
    for slug in ("alpar", "coopaname"):
        reply(three, slug, made, jobs=10)
    assert reply(three, "alpar", made, jobs=12)["reply"] == "taken"
    three.tell_again(list(reversed(three.crossed)), anew=True)
    more = {"questionnaire_id": made, "version": 9, "answers": {**ANSWERS, "jobs": 500}, "digest": "ab" * 32}
    for replaces in (None, "guessed"):
        three.forge("coopaname", "questionnaire.replied", {**more, "replaces": replaces})
    three.forge("coopaname", "questionnaire.replied", {**more, "digest": None, "replaces": None})
    assert three.refused()["coopaname", "no_reply_key"] == 1
    three.carry()
    [received] = three["alpar"].do("list_received_questionnaires")["data"]
    assert (received["reply"], received["answers"]["jobs"]) == ("taken", 12)
    with three.centre.database.reading() as session:
        kept = session.scalar(text("SELECT replies FROM questionnaire_unnamed_replies"))
    assert sorted(one["jobs"] for one in kept.values()) == [10, 12]


def test_the_answer_of_a_cooperative_without_a_desk_is_recorded_for_it(three: Neighbours) -> None:
    """It is asked with all others, never reminded, and shown by its name as recorded; who has a desk answers there."""
    outside = three.register(None, 9, "Les Ateliers du Lac")
    made = sent(three)
    assert three.centre.do("get_questionnaire", questionnaire_id=made)["asked"] == 4
    assert outside not in three.centre.do("remind_of_questionnaire", questionnaire_id=made)["cooperatives"]
    body = {"answers": ANSWERS}
    way = {"questionnaire_id": made, "member_id": outside}
    for jobs in (7, 8):
        row = three.centre.do("record_questionnaire_reply", **way, body={"answers": {**ANSWERS, "jobs": jobs}})
        assert (row["name"], row["by_hand"], bool(row["replied_at"])) == ("Les Ateliers du Lac", True, True)
    assert summed(three, made)["jobs"]["total"] == 8
    assert summed(three, made)["wishes"]["texts"] == [{"text": "More meetings", "cooperative": "Les Ateliers du Lac"}]
    [reply_] = three.centre.do("list_questionnaire_replies", questionnaire_id=made)["data"]
    assert (reply_["cooperative"], reply_["by_hand"]) == (outside, True)
    refused("speaks_for_itself", lambda: three.centre.do(
        "record_questionnaire_reply", questionnaire_id=made, member_id="alpar", body=body))  # fmt: skip
    refused("not_found", lambda: three.centre.do(
        "record_questionnaire_reply", questionnaire_id=made, member_id="mbr_nobody", body=body))  # fmt: skip
    refused("answers_unsound", lambda: three.centre.do("record_questionnaire_reply", **way, body={"answers": {}}))
    for code, change in {"speaks_for_itself": {"cooperative": "les-ateliers"}, "not_a_member": {"left": True}}.items():
        with three.changed(outside, **change):
            refused(code, lambda: three.centre.do("record_questionnaire_reply", **way, body=body))
    hidden = three.centre.do("draft_questionnaire", body={**DRAFT, "anonymous": True})["id"]
    three.centre.do("send_questionnaire", questionnaire_id=hidden, body={"cooperatives": [outside]})
    way["questionnaire_id"] = hidden
    assert three.centre.do("record_questionnaire_reply", **way, body=body)["by_hand"]
    assert [table for table, _ in rows_with(three, "More meetings")].count("questionnaire_unnamed_replies") == 1
    refused("reply_stands_unnamed", lambda: three.centre.do("record_questionnaire_reply", **way, body=body))


def test_who_has_left_is_neither_reminded_nor_told_of_the_closing(three: Neighbours, clock: FixedClock) -> None:
    """A message to one without a link would wait in the outbox for ever."""
    made = sent(three)
    three.leave("alpar")
    clock.advance(days=1)
    reminded = three.centre.do("remind_of_questionnaire", questionnaire_id=made)["cooperatives"]
    assert reminded == ["alpine-aluminium", "coopaname"]
    three.centre.do("close_questionnaire", questionnaire_id=made)
    told = three.centre.told("membership.questionnaire.closed.v1")
    assert sorted(one["addressee"] for one in told) == reminded


def test_only_whom_the_register_has_can_be_asked(three: Neighbours) -> None:
    """A name that nobody bears, and one that was not asked and answers all the same."""
    made = three.centre.do("draft_questionnaire", body=DRAFT)["id"]
    told = refused("nobody_to_ask", lambda: three.centre.do(
        "send_questionnaire", questionnaire_id=made, body={"cooperatives": ["alpar", "nobody"]}))  # fmt: skip
    assert told.values["unknown"] == "nobody"
    three.centre.do("send_questionnaire", questionnaire_id=made, body={"cooperatives": ["alpar"]})
    three.carry()
    assert three["coopaname"].do("list_received_questionnaires")["data"] == []
    three.forge("coopaname", "questionnaire.replied", {"questionnaire_id": made, "version": 1, "answers": ANSWERS,
                                                       "digest": None, "replaces": None})  # fmt: skip
    assert three.refused() == {("coopaname", "not_asked"): 1}
    asked = three.centre.told("membership.questionnaire.sent.v1")[0]["data"]
    three.forge("stranger", "questionnaire.sent", asked, to="alpar")
    assert [one["federation"] for one in three["alpar"].do("list_received_questionnaires")["data"]] == [CENTRE]
    refused("not_linked", lambda: three["alpar"].do(
        "reply_to_questionnaire", federation="stranger", questionnaire_id=made, body={"answers": ANSWERS}))  # fmt: skip


def test_what_a_federation_asked_before_it_was_named_shows_once_it_is(neighbours: Opened) -> None:
    """A questionnaire and its closing; nobody need send them again."""
    found = neighbours("alpar")
    made = sent(found)
    asked = found.centre.told("membership.questionnaire.sent.v1")[0]["data"]
    for kind in ("open", "closed"):
        data = {**asked, "questionnaire_id": f"qst_{kind}"}
        found.forge("elsewhere", "questionnaire.sent", data, to="alpar")
    found.forge("elsewhere", "questionnaire.closed",
                {"questionnaire_id": "qst_closed", "closed_on": "2026-03-02"}, to="alpar")  # fmt: skip

    def shown() -> list[tuple[str, str]]:
        rows = found["alpar"].do("list_received_questionnaires")["data"]
        return [(one["questionnaire_id"], one["state"]) for one in rows]

    assert shown() == [(made, "open")]
    found.name("alpar", "elsewhere")
    assert shown() == [(made, "open"), ("qst_closed", "closed"), ("qst_open", "open")]


def _waits(found: Neighbours) -> bool:
    """Say whether somebody waits for a lock in the federation's database."""
    held = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
    with found.centre.database.reading() as session:
        return bool(session.scalar(text(held)))


@pytest.mark.parametrize("anonymous", [True, False])
def test_an_answer_that_meets_a_closing_waits_for_it_and_is_late(neighbours: Opened, anonymous: bool) -> None:
    """What a closing has counted is final: nothing is taken while it is not told yet."""
    found = neighbours("alpar")
    made = sent(found, anonymous=anonymous)
    found["alpar"].do("reply_to_questionnaire", federation=CENTRE, questionnaire_id=made, body={"answers": ANSWERS})
    told = found["alpar"].told("membership.questionnaire.replied.v1")[0]
    with ThreadPoolExecutor(1) as pool, found.centre.database.transaction() as session:
        session.execute(text("UPDATE questionnaires SET state = 'closed'"))
        taking = pool.submit(found.hand, CENTRE, told, "alpar")
        while not (waiting := _waits(found)) and not taking.done():
            sleep(0.01)
        assert waiting
        session.commit()
        assert taking.result() == "handled"
    [settled] = found.centre.told("membership.questionnaire.reply_settled.v1")
    assert (settled["data"]["state"], settled["data"]["reason"]) == ("refused", "closed")
    assert found.centre.do("get_questionnaire", questionnaire_id=made)["replied"] == 0


def test_a_draft_can_be_written_anew_until_it_is_sent(neighbours: Opened) -> None:
    """What cannot be asked is refused with the place of each fault."""
    three = neighbours("alpar")
    made = three.centre.do("draft_questionnaire", body=DRAFT)["id"]
    again = {**DRAFT, "title": "Other", "questions": [question("one", "yes_no")]}
    assert three.centre.do("redraft_questionnaire", questionnaire_id=made, body=again)["title"] == "Other"
    three.centre.do("send_questionnaire", questionnaire_id=made, body={})
    refused("not_a_draft", lambda: three.centre.do("redraft_questionnaire", questionnaire_id=made, body=again))
    unsound = [question("a", "choice"), question("a", "yes_no", options=SIZES), question("b", "text", least=1),
               question("c", "number", least=2, most=1)]  # fmt: skip
    told = refused("questions_unsound", lambda: three.centre.do(
        "draft_questionnaire", body={**DRAFT, "questions": unsound}))  # fmt: skip
    assert [one["pointer"] for one in told.errors] == [
        "/questions/0/options", "/questions/1/options", "/questions/2", "/questions/3", "/questions",
    ]  # fmt: skip
    refused("questionnaire_past", lambda: three.centre.do(
        "draft_questionnaire", body={**DRAFT, "closes_on": "2026-03-01"}))  # fmt: skip
    refused("no_intercooperation", lambda: three["alpar"].do("draft_questionnaire", body=DRAFT))


def test_the_summary_is_written_for_people(neighbours: Opened) -> None:
    """PDF with charts, CSV whose cells no spreadsheet runs, French and English."""
    three = neighbours("alpar", "coopaname")
    made = sent(three)
    reply(three, "alpar", made, wishes="=2+3")
    reply(three, "coopaname", made)

    def document(**query: str) -> bytes:
        return three.centre.download("get_questionnaire_summary_document", questionnaire_id=made, query=query)

    assert document(format="pdf").startswith(b"%PDF-")
    rows = list(csv.reader(io.StringIO(document(format="csv", language="fr").decode())))
    assert ["1. About size?", "Réponses", "Part des réponses"] in rows and ["Oui", "2", "1"] in rows
    assert ["'=2+3", "alpar"] in rows
    assert ["1. About size?", "Answers", "Of those who answered"] in list(
        csv.reader(io.StringIO(document(format="csv", language="en").decode()))
    )
    assert document(format="xlsx").startswith(b"PK")
