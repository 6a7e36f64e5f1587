"""Notes of tutoring: whom they concern reads them, by personal sign-in, and nobody else."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from services.commons.refusals import Refusal
from services.commons.storage import Actor
from services.membership.tutoring.actions import erase_notes
from tests.house import FULL
from tests.unit.membership.office import Office
from tests.unit.membership.pathway.way import code_of, enter
from tests.unit.membership.sheets import with_members

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
