"""The minutes: drafted from what was recorded, signed by the bureau, and never changed afterwards."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from services.commons.canonical import canonical
from tests.unit.voting.hall import Hall, refused
from tests.unit.voting.minutes.held import NAMES, hold, seat
from tests.unit.voting.notices.called import pdf_text

OpenHall = Callable[..., Hall]


def read(hall: Hall, assembly_id: str) -> dict[str, Any]:
    """Read the minutes as data."""
    told: dict[str, Any] = json.loads(hall.download("get_minutes", assembly_id=assembly_id))
    return told


def page(hall: Hall, assembly_id: str, language: str = "fr") -> str:
    """Read the minutes as they are printed."""
    query = {"format": "pdf", "language": language}
    return pdf_text(hall.download("get_minutes", assembly_id=assembly_id, query=query))


def sign(hall: Hall, assembly_id: str, member: str, digest: str | None = None) -> dict[str, Any]:
    """Sign the text that stands, or the one of a digest."""
    said = digest or hall.do("get_signing", assembly_id=assembly_id)["digest"]
    return dict(hall.do("sign_minutes", assembly_id=assembly_id, body={"member_id": member, "digest": said}))


def test_the_minutes_tell_the_session_from_the_calling_to_the_closing(hall: OpenHall, clock: Any) -> None:
    """Convening, roll, bureau, presence over time, each vote with its bases and verdict, the rounds of an election."""
    held = hold(hall(), clock)
    told = read(held.hall, held.id)["minutes"]
    assert told["convening"]["convened_on"] == "2026-02-10" and told["convening"]["notice_days"] == 15
    assert told["convening"]["notices"][0]["deliveries"] == {"handed_over": 12}
    final = told["roll"]["rolls"][-1]
    assert (final["kind"], final["size"], final["votes"]) == ("final", 12, 12) and len(final["root"]) == 64
    assert [one["office"] for one in told["bureau"]] == ["chair", "teller", "teller", "secretary"]
    assert [point["votes"] for point in told["presence"]["curve"]] == [7, 9, 12, 11, 9]
    resolution, election = (told["agenda"][place]["polls"][0] for place in (0, 1))
    assert resolution["result"]["counts"] == {"for": 6, "against": 2, "abstain": 2, "blank": 0, "null": 0, "cast": 10,
                                              "expressed": 8}  # fmt: skip
    assert resolution["quorum"]["required"] == 3 and resolution["outcome"] == "adopted"
    assert [step["kind"] for step in resolution["result"]["reasoning"]] == ["quorum", "counts", "majority"]
    assert len(election["result"]["elected"]) == 3 and len(election["result"]["rounds"]) > 1
    assert [one["kind"] for one in told["incidents"]] == ["poll_suspended", "poll_resumed"]


WORDS = {
    "fr": ["Procès-verbal", "lundi 2 mars 2026 à 18 h 30", "sur première convocation", "Statuts, article 17",
           "Ada Martin", "6 pour, 2 contre, 2 abstentions", "plus de la moitié des suffrages exprimés",
           "La résolution est adoptée", "Sont élus", "Voix après chaque tour", "PROJET", "levée à 19 h 25"],
    "en": ["Minutes", "Monday, 2 March 2026 at 18:30", "on first call", "Statutes, article 17", "Ada Martin",
           "6 for, 2 against, 2 abstained", "more than half of the votes expressed", "The resolution is adopted",
           "Elected", "Votes after each round", "DRAFT", "closed at 19:25"],
}  # fmt: skip


def test_the_minutes_are_printed_in_both_languages(hall: OpenHall, clock: Any) -> None:
    """A procès-verbal that a president can sign."""
    held = hold(hall(), clock)
    for language, words in WORDS.items():
        printed = page(held.hall, held.id, language)
        for word in words:
            assert re.sub(r"\s", "", word) in re.sub(r"\s", "", printed), (word, printed)


def test_names_are_printed_and_never_part_of_what_is_signed(hall: OpenHall, clock: Any) -> None:
    """The text names members by id; erasing a name changes the print and not the digest."""
    held = hold(hall(), clock)
    before = read(held.hall, held.id)
    assert not any(name in json.dumps(before, ensure_ascii=False) for name in NAMES)
    number = held.hall.sql("SELECT number FROM electors WHERE member_id = :id", id=held.members[0])[0][0]
    held.hall.do("erase_voter_contact", member_id=held.members[0])
    printed = page(held.hall, held.id)
    assert "Ada Martin" not in printed and f"Membre n° {number}" in printed
    assert read(held.hall, held.id)["digest"] == before["digest"]


def test_the_bureau_signs_and_the_minutes_are_fixed(hall: OpenHall, clock: Any) -> None:
    """Each officer signs the digest that was read; with the last signature the assembly is ``minutes_signed``."""
    held = hold(hall(), clock)
    told = read(held.hall, held.id)
    assert told["digest"] == hashlib.sha256(canonical(told["minutes"])).hexdigest()
    chair, *others = held.officers
    assert refused(sign, held.hall, held.id, held.members[7]) == "not_an_officer"
    assert refused(sign, held.hall, held.id, chair, "0" * 64) == "minutes_moved"
    assert sign(held.hall, held.id, chair)["complete"] is False
    assert refused(sign, held.hall, held.id, chair) == "signed_already"
    for officer in others:
        signed = sign(held.hall, held.id, officer)
    assert (signed["state"], signed["complete"]) == ("minutes_signed", True)
    (event,) = held.hall.told("voting.minutes.signed.v1")
    assert event["data"]["digest"] == told["digest"]
    fixed = read(held.hall, held.id)
    assert fixed["fixed"] and fixed["minutes"] == told["minutes"] and fixed["digest"] == told["digest"]
    printed = page(held.hall, held.id)
    assert "PROJET" not in printed and printed.count("Signé électroniquement") == 4
    assert refused(sign, held.hall, held.id, chair, told["digest"]) == "signed_already"


def test_what_was_signed_cannot_change(hall: OpenHall, clock: Any) -> None:
    """Whatever is recorded later, the signed text stays; the database itself refuses to touch it."""
    held = hold(hall(), clock)
    for officer in held.officers:
        sign(held.hall, held.id, officer)
    before = held.hall.download("get_minutes", assembly_id=held.id)
    bounce = {"entries": [{"member_id": held.members[0], "state": "bounced"}]}
    held.hall.do("record_deliveries", assembly_id=held.id, body=bounce)
    assert held.hall.download("get_minutes", assembly_id=held.id) == before
    for statement in (
        "UPDATE minutes_texts SET content = '{}'", "DELETE FROM minutes_signatures", "TRUNCATE minutes_texts CASCADE",
        "INSERT INTO minutes_texts SELECT assembly_id, repeat('0', 64), '{}', frozen_at FROM minutes_texts",
    ):  # fmt: skip
        with pytest.raises(IntegrityError), held.hall.database.transaction() as session:
            session.execute(text(statement))


def test_a_text_that_moved_on_is_signed_anew(hall: OpenHall, clock: Any) -> None:
    """A fact recorded after the first signature makes another text: who signed the old one signs the new one too."""
    held = hold(hall(), clock)
    chair, *others = held.officers
    sign(held.hall, held.id, chair)
    bounce = {"entries": [{"member_id": held.members[0], "state": "bounced"}]}
    held.hall.do("record_deliveries", assembly_id=held.id, body=bounce)
    for officer in others:
        assert sign(held.hall, held.id, officer)["state"] == "closed"
    missing = [one["member_id"] for one in held.hall.do("get_signing", assembly_id=held.id)["signatures"]
               if one["signed_at"] is None]  # fmt: skip
    assert missing == [chair]
    assert sign(held.hall, held.id, chair)["state"] == "minutes_signed"


def test_nobody_signs_before_the_end_or_while_an_effect_is_pending(hall: OpenHall, clock: Any) -> None:
    """The session is to be closed, and what it decided carried out."""
    alpar = hall()
    members = alpar.admit(6)
    proposal = alpar.propose()
    assembly_id, poll_id = alpar.sit(members, method="resolution", ballot="hands", proposal_id=proposal)
    seat(alpar, assembly_id, members[:4])
    assert refused(sign, alpar, assembly_id, members[0]) == "wrong_assembly_state"
    counted = {"tellers": members[1:3], "for": 6, "against": 0, "abstain": 0}
    alpar.do("count_hands", poll_id=poll_id, body=counted)
    adopted = alpar.proclaim(poll_id)
    alpar.do("close_assembly", assembly_id=assembly_id)
    assert refused(sign, alpar, assembly_id, members[0]) == "effects_pending"
    alpar.settle({**adopted, "effect": "allocate_surplus", "proposal_id": proposal})
    assert sign(alpar, assembly_id, members[0])["state"] == "closed"
    assert "exécuté" in page(alpar, assembly_id)


def test_minutes_without_bureau_are_signed_by_the_chair_or_by_nobody(hall: OpenHall) -> None:
    """Where statutes ask for no bureau the chair signs alone; without one nobody can."""
    alpar = hall()
    members = alpar.admit(3)
    for chair in (members[0], None):
        assembly_id = alpar.draft()
        alpar.convene(assembly_id)
        alpar.do("open_assembly", assembly_id=assembly_id, body={"chair_id": chair})
        alpar.do("close_assembly", assembly_id=assembly_id)
        if chair:
            assert sign(alpar, assembly_id, chair)["state"] == "minutes_signed"
        else:
            assert refused(sign, alpar, assembly_id, members[0]) == "no_officers"


def test_a_session_without_quorum_has_its_minutes(hall: OpenHall) -> None:
    """What was counted and needed stands there, and that nothing was decided."""
    alpar = hall()
    members = alpar.admit(20)
    assembly_id = alpar.draft()
    alpar.convene(assembly_id)
    alpar.do("open_assembly", assembly_id=assembly_id, body={"chair_id": members[0]})
    alpar.arrive(assembly_id, members[:2])
    alpar.do("declare_inquorate", assembly_id=assembly_id)
    told = read(alpar, assembly_id)["minutes"]["quorum_findings"]
    assert [(one["counted"], one["required"], one["entitled"]) for one in told] == [(2, 4, 20)]
    assert "Le quorum n’est pas atteint" in page(alpar, assembly_id)
    assert sign(alpar, assembly_id, members[0])["state"] == "inquorate"
    assert read(alpar, assembly_id)["fixed"] is True


def test_figures_of_so_few_that_they_would_tell_are_not_in_the_minutes(hall: OpenHall) -> None:
    """A secret vote of three: the verdict stands there, and nowhere how many were for."""
    alpar = hall()
    members = alpar.admit(3)
    assembly_id, poll_id = alpar.sit(members, method="resolution", ballot="secret")
    for credential in alpar.credentials(poll_id):
        alpar.cast(poll_id, credential, choice="for")
    alpar.proclaim(poll_id)
    (poll,) = read(alpar, assembly_id)["minutes"]["agenda"][0]["polls"]
    assert poll["result"]["withheld"] and poll["result"]["counts"] == {} and poll["outcome"] == "adopted"
    printed = page(alpar, assembly_id)
    assert "ne sont pas publiés" in printed and not re.search(r"\d pour", printed)


def test_a_draft_is_there_before_anything_happened(hall: OpenHall) -> None:
    """Whoever asks early reads what is known, marked as a draft."""
    alpar = hall()
    assembly_id = alpar.draft()
    assert read(alpar, assembly_id)["fixed"] is False
    assert "PROJET" in page(alpar, assembly_id)
