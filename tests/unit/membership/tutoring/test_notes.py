"""Notes of tutoring: whom they concern reads them, by personal sign-in, and nobody else."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from services.commons.events.received import Event
from services.commons.refusals import Refusal
from services.commons.storage import Actor
from services.membership.tutoring.actions.notes import erase_notes
from tests.house import FULL
from tests.unit.membership.office import Office
from tests.unit.membership.pathway.way import code_of, enter
from tests.unit.membership.sheets import hand_on, with_members

SECRET = "A confidence that concerns two people"


def person(party_id: str) -> Actor:
    """Somebody who has signed in."""
    return Actor("person", party_id)


def write(office: Office, way: str, actor: Actor, said: str = SECRET, corrects: str | None = None) -> str:
    """Write a note and return its id."""
    body = {"text": said, "corrects": corrects}
    return str(office.membership.do("write_tutoring_note", pathway_id=way, actor=actor, body=body)["id"])


def read(office: Office, way: str, actor: Actor) -> list[str]:
    """Return the texts that somebody reads."""
    listed = office.membership.do("list_tutoring_notes", pathway_id=way, actor=actor)
    return [one["text"] for one in listed["data"]]


def test_no_key_reads_or_writes_notes(office: Callable[..., Office]) -> None:
    """Not even a key that opens everything: notes ask for a person."""
    cae = office("coopaname")
    way = enter(cae)["pathway_id"]
    for ask in (lambda: read(cae, way, FULL), lambda: write(cae, way, FULL),
                lambda: cae.membership.do("list_own_pathways", actor=FULL)):  # fmt: skip
        with pytest.raises(Refusal) as refused:
            ask()
        assert (refused.value.code, refused.value.status) == ("personal_sign_in_needed", 403)


def test_the_person_the_tutor_and_the_successor_read_all(office: Callable[..., Office]) -> None:
    """A successor reads what was noted before; a former tutor reads the own notes alone, and writes no more."""
    cae = office("coopaname")
    one, other = with_members(cae, 2)
    pathway = enter(cae, tutor_id=one)
    way, self_ = pathway["pathway_id"], person(pathway["person_id"])
    write(cae, way, person(one), "first")
    cae.membership.do("name_tutor", pathway_id=way, body={"tutor_id": other, "since": "2026-03-02"})
    write(cae, way, person(other), "second")
    write(cae, way, self_, "third")
    assert read(cae, way, person(other)) == ["first", "second", "third"] == read(cae, way, self_)
    assert read(cae, way, person(one)) == ["first"]
    assert code_of(lambda: write(cae, way, person(one)))[0] == "tutor_no_more"
    parts = [cae.membership.do("list_own_pathways", actor=actor)["data"][0] for actor in (self_, person(other),
                                                                                          person(one))]  # fmt: skip
    assert [(row["part"], row["notes"]) for row in parts] == [("person", 3), ("tutor", 3), ("former_tutor", 1)]
    assert {(row["first_name"], row["last_name"]) for row in parts} == {("Nora", "Newcomer")}


def test_to_a_stranger_there_is_no_such_pathway(office: Callable[..., Office]) -> None:
    """Another member, and a tutor of somebody else, learn nothing, not even that it exists."""
    cae = office("coopaname")
    one, other = with_members(cae, 2)
    way, elsewhere = enter(cae, tutor_id=one)["pathway_id"], enter(cae, tutor_id=other)["pathway_id"]
    note = write(cae, way, person(one))
    assert code_of(lambda: read(cae, way, person(other)))[0] == "not_found"
    assert code_of(lambda: write(cae, way, person(other)))[0] == "not_found"
    assert code_of(lambda: write(cae, elsewhere, person(other), "x", note))[0] == "not_found"
    assert cae.membership.do("list_own_pathways", actor=person("per_x"))["data"] == []


def test_a_correction_is_another_note(office: Callable[..., Office]) -> None:
    """Both stay; the database itself refuses to change or remove what was noted."""
    cae = office("coopaname")
    (one,) = with_members(cae, 1)
    way = enter(cae, tutor_id=one)["pathway_id"]
    note = write(cae, way, person(one), "wrong")
    write(cae, way, person(one), "right", note)
    listed = cae.membership.do("list_tutoring_notes", pathway_id=way, actor=person(one))["data"]
    assert [(row["text"], row["corrects"]) for row in listed] == [("wrong", None), ("right", note)]
    for statement in ("UPDATE tutoring_notes SET text = 'other'", "DELETE FROM tutoring_notes"):
        with pytest.raises(IntegrityError), cae.databases["membership"].transaction() as session:
            session.execute(text(statement))


def test_what_is_noted_stands_in_one_place_only(office: Callable[..., Office]) -> None:
    """No other row of the database holds the text: no event, no kept answer, no trail of changes."""
    cae = office("coopaname")
    (one,) = with_members(cae, 1)
    way = enter(cae, tutor_id=one)["pathway_id"]
    write(cae, way, person(one))
    with cae.databases["membership"].reading() as session:
        tables = session.execute(text(
            "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
        )).scalars().all()  # fmt: skip
        holding = [
            name for name in tables
            if session.execute(text(f"SELECT 1 FROM {name} t WHERE to_jsonb(t)::text LIKE :said LIMIT 1"),
                               {"said": f"%{SECRET}%"}).first()
        ]  # fmt: skip
    assert holding == ["tutoring_notes"]
    assert SECRET not in json.dumps(cae.membership.told())


def test_notes_are_emptied_with_the_person(office: Callable[..., Office]) -> None:
    """Pseudonymisation takes what was noted away, and leaves that there was a note."""
    cae = office("coopaname")
    (one,) = with_members(cae, 1)
    pathway = enter(cae, tutor_id=one)
    write(cae, pathway["pathway_id"], person(one))
    database = cae.databases["membership"]
    with database.transaction() as session:
        from services.commons.storage import Unit

        unit = Unit(database.coop, "membership", session, cae.clock, FULL)
        assert erase_notes(unit, pathway["person_id"]) == 1 and erase_notes(unit, one) == 0
    assert read(cae, pathway["pathway_id"], person(one)) == [""]


def employ(office: Office, person_id: str) -> str:
    """Employ somebody for good and return the contract."""
    asked = {"person_id": person_id, "kind": "employment", "form": "CDI", "started_on": "2024-01-01"}
    return str(office.membership.do("record_engagement", body=asked)["id"])


def end(office: Office, contract: str, ended_on: str) -> None:
    """End a contract."""
    office.membership.do("end_engagement", engagement_id=contract, body={"ended_on": ended_on, "reason": "retirement"})


def hear(office: Office) -> None:
    """Let membership hear of the contract told last, twice."""
    told = Event.opened(office.membership.told("membership.engagement.recorded.v1")[-1])
    assert [hand_on(office, told), hand_on(office, told)] == ["handled", "known"]


def tutors(office: Office, way: str) -> list[tuple[str | None, str | None]]:
    """Return until when each tutor accompanies, and why no longer."""
    shown = office.membership.do("get_pathway", pathway_id=way)
    return [(one["until"], one["end_reason"]) for one in shown["tutors"]]


def test_a_tutor_whose_contract_ended_reads_no_more(office: Callable[..., Office]) -> None:
    """Who was tied by a contract alone: at once only the own notes; then the tutorship ends, and the board shows it."""
    cae = office("coopaname")
    one = cae.membership.do("create_person", body={"first_name": "S", "last_name": "T"})["id"]
    contract = employ(cae, one)
    pathway = enter(cae, tutor_id=one)
    way, self_ = pathway["pathway_id"], person(pathway["person_id"])
    write(cae, way, person(one), "own")
    write(cae, way, self_, "private")
    assert read(cae, way, person(one)) == ["own", "private"]
    long_ago = {"person_id": one, "kind": "employment", "form": "CDD", "started_on": "2020-01-06"}
    cae.membership.do("record_engagement", body={**long_ago, "ended_on": "2020-06-30"})
    hear(cae)
    assert tutors(cae, way) == [(None, None)]
    end(cae, contract, "2026-02-28")
    assert read(cae, way, person(one)) == ["own"]
    assert code_of(lambda: write(cae, way, person(one)))[0] == "tutor_no_more"
    (row,) = cae.membership.do("list_own_pathways", actor=person(one))["data"]
    assert (row["part"], row["notes"]) == ("former_tutor", 1)
    hear(cae)
    assert tutors(cae, way) == [("2026-02-28", "left_cooperative")]
    assert cae.membership.do("get_pathway_board")["tutors_missing"] == 1


def test_a_tutor_is_one_while_anything_ties(office: Callable[..., Office]) -> None:
    """A member whose contract ends stays; whose membership ends under a contract stays until that ends, too."""
    cae = office("coopaname")
    one, other = with_members(cae, 2)
    ways = [enter(cae, tutor_id=tutor_id)["pathway_id"] for tutor_id in (one, other)]
    contracts = [employ(cae, tutor_id) for tutor_id in (one, other)]
    end(cae, contracts[0], "2026-02-27")
    hear(cae)
    assert tutors(cae, ways[0]) == [(None, None)]
    body = {"reason": "resignation", "noticed_on": "2026-01-02", "left_on": "2026-02-27"}
    assert cae.membership.do("record_departure", member_id=other, body=body)["cleared"]["tutoring"] == 0
    assert tutors(cae, ways[1]) == [(None, None)]
    end(cae, contracts[1], "2026-03-01")
    hear(cae)
    assert tutors(cae, ways[1]) == [("2026-03-01", "left_cooperative")]


def test_who_has_given_notice_is_a_tutor_until_the_last_day(office: Callable[..., Office]) -> None:
    """Named after the notice, by hand or by a sheet, the tutor reads no longer than the membership lasts."""
    cae = office("coopaname")
    (one,) = with_members(cae, 1)
    left = cae.membership.do("record_departure", member_id=one, body={"reason": "resignation"})
    assert left["left_on"] == "2026-04-01"
    pathway = enter(cae, tutor_id=one)
    sheet = "external_id,first_name,last_name,entered_on,stage,since,tutor_external_id\np1,P,Q,{0},prospect,{0},m1\n"
    for outcome in ("created", "skipped"):
        job = cae.membership.run_job("import_pathways", upload=sheet.format("2026-01-05").encode())
        assert job["counts"] == {outcome: 1}
    ways = [row["pathway_id"] for row in cae.membership.do("list_pathways")["data"]]
    assert [tutors(cae, way) for way in ways] == [[("2026-04-01", "left_cooperative")]] * 2
    write(cae, pathway["pathway_id"], person(pathway["person_id"]))
    assert read(cae, pathway["pathway_id"], person(one)) == [SECRET]
    cae.clock.advance(days=31)
    assert read(cae, pathway["pathway_id"], person(one)) == []
