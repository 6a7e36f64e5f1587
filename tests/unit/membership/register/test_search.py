"""One box that finds a member by anything somebody knows of it, and nobody else."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import cast, func, select
from sqlalchemy.dialects.postgresql import TSQUERY

from services.membership.register.wording import asked, plain
from tests.unit.membership.office import Office

HEADER = "external_id,kind,first_name,last_name,name,email,phone,category,joined_on\n"
PEOPLE = """\
zoe,natural_person,Zoé,Noël-Martin,,zoe.n@example.org,+33 4 50 12 34 56,member,2020-03-01
anais,natural_person,Anaïs,L'Hôpital,,anais@example.org,06 11 22 33 44,member,2020-03-01
bo,natural_person,Bo,Œuvrard,,,,member,2020-03-01
"""


@pytest.fixture
def alpar(office: Callable[..., Office]) -> Office:
    """Three members whose names are written as names are."""
    house = office("alpar")
    assert house.membership.run_job("import_members", upload=(HEADER + PEOPLE).encode())["counts"] == {"created": 3}
    return house


def found(house: Office, q: str, **query: str) -> list[str]:
    """Return the external ids of who is found."""
    rows = house.membership.do("list_members", query={"q": q, **query})["data"]
    return [one["external_id"] for one in rows]


@pytest.mark.parametrize(
    ("q", "who"),
    [
        ("noel", ["zoe"]), ("NOËL", ["zoe"]), ("martin zoé", ["zoe"]), ("noël-mart", ["zoe"]), ("arti", ["zoe"]),
        ("l'hop", ["anais"]), ("hopital", ["anais"]), ("ôpit", ["anais"]), ("oeuvr", ["bo"]), ("Œuv", ["bo"]),
        ("bo", ["bo"]), ("04 50 12", ["zoe"]), ("0450123456", ["zoe"]), ("+33 4 50 12 34 56", ["zoe"]),
        ("2233", ["anais"]), ("0611223344", ["anais"]), ("zoe.n@", ["zoe"]), ("zoe.n", ["zoe"]), ("3", ["bo"]),
        ("anais", ["anais"]), ("zoe noel bo", []), ("%", []), ("'", []), ("an:*", ["anais"]), ("x & y", []),
    ],
)  # fmt: skip
def test_finds_by_what_somebody_knows(alpar: Office, q: str, who: list[str]) -> None:
    """Accents, case, hyphens, the order of words and the spacing of a phone number do not matter."""
    assert found(alpar, q) == who


def test_finds_in_the_register_of_a_day(alpar: Office) -> None:
    """Who was no member on the day is not found there; a card finds its holder, even when it is blocked."""
    assert found(alpar, "noel", as_of="2020-02-29") == []
    zoe = alpar.membership.do("list_members", query={"q": "noel"})["data"][0]["id"]
    card = alpar.membership.do("issue_card", member_id=zoe, body={"code": "AL-00042"})
    alpar.membership.do("block_card", card_id=card["id"], body={"reason": "lost"})
    assert found(alpar, "AL-00042") == ["zoe"]


def test_a_new_name_is_found_at_once(alpar: Office) -> None:
    """The index follows the row, whatever changed it."""
    zoe = alpar.membership.do("list_members", query={"q": "noel"})["data"][0]["id"]
    alpar.membership.do("update_member", member_id=zoe, body={"last_name": "Ébène"})
    assert (found(alpar, "noel"), found(alpar, "ebene")) == ([], ["zoe"])


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.text("aàÀéÉçÇñœŒæßøŁbz '-’.0²", min_size=1, max_size=8), min_size=2, max_size=2))
def test_the_question_and_the_index_read_names_alike(alpar: Office, names: list[str]) -> None:
    """Python, which reads what is typed, and PostgreSQL, which reads what is held, make the same words of a name."""
    first, last = names
    with alpar.membership.database.reading() as session:
        held = session.scalar(select(func.register_name(first, last, None)))
        words = sorted(plain(f"{first} {last}").split())
        assert (held or "").split() == words
        if words:
            held_words = func.register_words(first, last, None, None, None)
            assert session.scalar(select(held_words.op("@@")(cast(asked(" ".join(words)), TSQUERY))))
