"""Names and addresses: told, imported, erased, and nowhere but in their table."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import text

from tests.unit.voting.hall import Hall, refused
from tests.unit.voting.notices.called import contact

OpenHall = Callable[..., Hall]


def test_a_contact_is_told_corrected_and_erased(hall: OpenHall) -> None:
    """The last word counts; once erased nothing personal is left, and that it was erased is known."""
    alpar = hall()
    (member,) = alpar.admit(1)
    contact(alpar, member, name="Ada", email="ada@members.example", postal_address="1 rue du Lac\n74000 Annecy")
    contact(alpar, member, name="Ada Martin", email="ada@members.example", language="en")
    shown = alpar.do("get_voter_contact", member_id=member)
    assert (shown["name"], shown["way"], shown["language"]) == ("Ada Martin", "email", "en")
    assert shown["postal_address"] is None
    erased = alpar.do("erase_voter_contact", member_id=member)
    assert erased["erased_at"] is not None and erased["way"] == "paper"
    shown = alpar.do("get_voter_contact", member_id=member)
    assert [shown[name] for name in ("name", "email", "postal_address")] == [None, None, None]
    contact(alpar, member, name="Ada Martin")
    assert alpar.do("get_voter_contact", member_id=member)["name"] == "Ada Martin"


def test_only_voters_have_contacts(hall: OpenHall) -> None:
    """Who is no elector is refused, and so is e-mail without an address."""
    alpar = hall()
    (member,) = alpar.admit(1)
    assert refused(contact, alpar, "mbr_nobody", name="Nobody") == "unknown_voter"
    assert refused(contact, alpar, member, name="Ada", way="email") == "invalid_request"
    assert refused(contact, alpar, member, name="Ada\r\nBcc: all@example.org") == "invalid_request"


def test_contacts_arrive_as_a_file(hall: OpenHall) -> None:
    """A member is named by id or number; each line gets its verdict, and what is wrong is told without its value."""
    alpar = hall()
    first, second = alpar.admit(2)
    number = alpar.sql("SELECT number FROM electors WHERE member_id = :id", id=second)[0][0]
    sheet = (
        "member;name;email;way\n"
        f"{first};Ada Martin;ada@members.example;\n{number};Benoît Lefèvre;;\n"
        f"{first};Ada Martin;ada@members.example;\nmbr_nobody;X;;\n{second};Chloé;no-address;\n{second};C\n"
    )
    job = alpar.run_job("import_voter_contacts", upload=sheet.encode())
    lines = alpar.lines(job)
    assert [line["outcome"] for line in lines] == ["created", "created", "skipped", "refused", "refused", "refused"]
    assert "no-address" not in str(lines)
    assert alpar.do("get_voter_contact", member_id=second)["way"] == "paper"


@pytest.mark.parametrize("sheet", [b"name\nAda\n", b"member,name,sex\n", b"member,name,name\n", b"\xff\xfe"])
def test_a_file_with_other_columns_is_refused(hall: OpenHall, sheet: bytes) -> None:
    """Nothing is guessed: the header says what the columns are."""
    alpar = hall()
    job = alpar.run_job("import_voter_contacts", upload=sheet)
    assert job["state"] == "failed" and job["problem"]["code"] == "unreadable_contacts"


def test_no_name_or_address_is_in_events_answers_or_the_audit(hall: OpenHall) -> None:
    """A told contact stands in its own table only."""
    alpar = hall()
    (member,) = alpar.admit(1)
    contact(alpar, member, name="Zéphyrine Quux", email="zephyrine@members.example")
    with alpar.database.reading() as session:
        tables = session.scalars(text("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")).all()
        holding = [
            name
            for name in tables
            if session.scalar(
                text(f"SELECT count(*) FROM {name} t WHERE t::text ILIKE '%quux%' OR t::text ILIKE '%zephyrine@%'")
            )
        ]
    assert holding == ["voter_contacts"]
