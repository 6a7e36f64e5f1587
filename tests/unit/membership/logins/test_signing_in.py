"""A person signs in with a code sent to the address in the register, and nobody learns whose addresses stand there."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from services.commons.clock import system_clock
from services.commons.refusals import Forbidden, NotFound, PersonalSignInNeeded
from services.commons.storage import Actor, Database, Unit
from services.membership.logins import codes
from services.membership.logins.contract import CodeNotAccepted, TooManySignIns
from services.membership.logins.rules import ASKED_A_MINUTE, ATTEMPTS, LETTERS_AN_HOUR
from services.membership.logins.tables import FormerAddress, SignIn
from services.membership.register.tables import Party
from tests.house import Desk
from tests.unit.membership.logins.mailbox import NOBODY, Mailbox
from tests.unit.membership.office import Office
from tests.unit.membership.sheets import hand_on, paid_up

ADA = "ada@example.org"
Opened = tuple[Desk, Mailbox, str]


@pytest.fixture
def alpar(office: Callable[..., Office]) -> Office:
    """Alpar's membership service."""
    return office("alpar")


@pytest.fixture
def opened(alpar: Office, tmp_path: Path) -> Opened:
    """Its desk, its mailbox, and Ada's id in its register."""
    desk = alpar.membership
    return desk, Mailbox(desk, tmp_path / "mail"), person(desk, "Ada", ADA)


def person(desk: Desk, name: str, email: str | None) -> str:
    """Enter a person and return the id."""
    body = {"first_name": name, "last_name": "Moreau", "email": email}
    return str(desk.do("create_person", body=body)["id"])


def wrong(code: str) -> str:
    """Return a code that is another one."""
    return f"{(int(code) + 1) % 10**8:08d}"


def held(desk: Desk, kind: Any = SignIn) -> list[Any]:
    """Return the rows of a table as they stand."""
    with desk.database.reading() as session:
        return list(session.scalars(select(kind)))


def test_the_code_of_the_letter_signs_its_person_in(opened: Opened) -> None:
    """The token names the cooperative, opens what is the person's, and only its hash is kept."""
    desk, mailbox, ada = opened
    issued = mailbox.sign_in(f"  {ADA.upper()}".strip())
    assert issued["person_id"] == ada and issued["token"].startswith("rp_alpar_")
    secret = issued["token"].rpartition("_")[2]
    found = mailbox.find(issued)
    assert found["hash"] == hashlib.sha256(secret.encode()).hexdigest() and found["revoked_at"] is None
    assert found["person_id"] == ada
    me = desk.do("get_me", actor=Actor("person", ada))
    assert (me["first_name"], me["email"], me["state"]) == ("Ada", ADA, None)


def test_neither_code_nor_address_is_kept(opened: Opened) -> None:
    """Once the letter left, the row holds digests only; the letter's headers hold no code."""
    desk, mailbox, _ = opened
    asked = desk.do("ask_to_sign_in", body={"email": ADA}, actor=NOBODY)
    code = mailbox.code(asked["id"])
    row = held(desk)[0]
    assert row.state == "sent" and row.address is None
    assert code not in repr(vars(row)) and ADA not in repr(vars(row))
    letter = mailbox.deliver()[0]
    assert code not in str(letter.items()) and "10 minutes" in letter.get_content()


def test_whoever_reads_the_database_cannot_try_codes(opened: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    """The digest needs a key that is not in the database: with all that stands there, the right code is not known."""
    desk, mailbox, _ = opened
    asked = desk.do("ask_to_sign_in", body={"email": ADA}, actor=NOBODY)
    code, row = mailbox.code(asked["id"]), held(desk)[0]
    assert row.code_hash and row.code_hash not in {
        hashlib.sha256(text.encode()).hexdigest() for text in (code, row.id + code, f"{row.id}\x00{code}")
    }
    with monkeypatch.context() as patched:
        patched.setattr(codes, "_key", lambda unit: b"of somebody else")
        with pytest.raises(CodeNotAccepted):
            desk.do("confirm_sign_in", sign_in_id=asked["id"], body={"code": code}, actor=NOBODY)
    assert desk.do("confirm_sign_in", sign_in_id=asked["id"], body={"code": code}, actor=NOBODY)["token"]


def test_the_key_of_codes_is_made_of_what_reaches_the_database() -> None:
    """Every process with the same password makes the same digest; another password or cooperative another one."""

    def digest(password: str, coop: str = "alpar") -> str:
        database = Database(f"postgresql+psycopg2://role:{password}@host/name", service="membership", coop=coop)
        with Session(database.engine) as session:
            return codes.digest_of_code(Unit(coop, "membership", session, system_clock, NOBODY), "sgn_1", "01234567")

    assert digest("one") == digest("one") and len({digest("one"), digest("two"), digest("one", "coopaname")}) == 3


def test_everybody_is_answered_alike(opened: Opened) -> None:
    """Known or not, the answer has the same form, and an unknown address gets no letter."""
    desk, mailbox, _ = opened
    known = desk.ask("ask_to_sign_in", body={"email": ADA}, actor=NOBODY)
    unknown = desk.ask("ask_to_sign_in", body={"email": "nobody@example.org"}, actor=NOBODY)
    assert known.status == unknown.status == 202 and known.body.keys() == unknown.body.keys()
    assert [letter["To"] for letter in mailbox.deliver()] == [ADA]
    assert {row.state for row in held(desk)} == {"sent", "ignored"}
    assert all(row.address is None for row in held(desk))


def test_a_wrong_code_counts_and_the_right_one_comes_too_late(opened: Opened) -> None:
    """After five attempts nothing signs in any more: the counting survives the refusals, and counts on."""
    desk, mailbox, _ = opened
    asked = desk.do("ask_to_sign_in", body={"email": ADA}, actor=NOBODY)
    code = mailbox.code(asked["id"])
    for shown in [wrong(code)] * ATTEMPTS + [code]:
        with pytest.raises(CodeNotAccepted):
            desk.do("confirm_sign_in", sign_in_id=asked["id"], body={"code": shown}, actor=NOBODY)
    assert held(desk)[0].attempts == ATTEMPTS + 1


def test_a_code_counts_ten_minutes_and_once(opened: Opened) -> None:
    """Used or old, a code is refused in the same words as a wrong one."""
    desk, mailbox, _ = opened
    asked = desk.do("ask_to_sign_in", body={"email": ADA}, actor=NOBODY)
    code = mailbox.code(asked["id"])
    desk.do("confirm_sign_in", sign_in_id=asked["id"], body={"code": code}, actor=NOBODY)
    late = desk.do("ask_to_sign_in", body={"email": ADA}, actor=NOBODY)
    old = mailbox.code(late["id"])
    desk.clock.advance(minutes=10)
    for sign_in_id, shown in ((asked["id"], code), (late["id"], old), ("sgn_unknown", code)):
        with pytest.raises(CodeNotAccepted) as caught:
            desk.do("confirm_sign_in", sign_in_id=sign_in_id, body={"code": shown}, actor=NOBODY)
        assert caught.value.values == {}


def test_an_address_of_two_persons_signs_nobody_in(opened: Opened) -> None:
    """The letter says why, and holds no code."""
    desk, mailbox, _ = opened
    person(desk, "Bea", ADA)
    asked = desk.do("ask_to_sign_in", body={"email": ADA}, actor=NOBODY)
    letter = mailbox.deliver()[0]
    assert "plusieurs personnes" in letter.get_content()
    with pytest.raises(CodeNotAccepted):
        desk.do("confirm_sign_in", sign_in_id=asked["id"], body={"code": "0" * 8}, actor=NOBODY)


def test_an_address_is_written_to_five_times_an_hour(opened: Opened) -> None:
    """More sign-ins are answered alike and ignored, until the hour has gone."""
    desk, mailbox, _ = opened
    for _ in range(LETTERS_AN_HOUR + 2):
        desk.do("ask_to_sign_in", body={"email": ADA}, actor=NOBODY)
        mailbox.deliver()
    assert len(mailbox.deliver()) == LETTERS_AN_HOUR
    desk.clock.advance(hours=1)
    assert mailbox.sign_in(ADA)["token"]


def test_a_flood_is_refused(opened: Opened) -> None:
    """A cooperative takes in so many sign-ins a minute; what is refused leaves no row."""
    desk, _, _ = opened
    for number in range(ASKED_A_MINUTE):
        desk.do("ask_to_sign_in", body={"email": f"a{number}@example.org"}, actor=NOBODY)
    desk.clock.advance(seconds=45)
    with pytest.raises(TooManySignIns) as caught:
        desk.do("ask_to_sign_in", body={"email": ADA}, actor=NOBODY)
    assert (caught.value.retry_after, caught.value.values["seconds"]) == (15, 15)
    assert len(held(desk)) == ASKED_A_MINUTE
    desk.clock.advance(seconds=15)
    assert desk.do("ask_to_sign_in", body={"email": ADA}, actor=NOBODY)["id"]


def test_a_changed_address_ends_tokens_and_tells_the_former_one(opened: Opened) -> None:
    """Whoever took over the register's entry is out-shouted: the person learns of it where they were reached."""
    desk, mailbox, ada = opened
    issued = mailbox.sign_in(ADA)
    desk.do("update_member", member_id=ada, body={"phone": "+33 4 50 00 00 00"})
    assert mailbox.find(issued)["revoked_at"] is None
    desk.do("update_member", member_id=ada, body={"email": "thief@example.org"})
    assert mailbox.find(issued)["revoked_at"] is not None
    warned = [letter for letter in mailbox.deliver() if "modifiée" in str(letter["Subject"])]
    assert [letter["To"] for letter in warned] == [ADA]
    assert held(desk, FormerAddress)[0].address is None and held(desk, FormerAddress)[0].outcome == "sent"
    mailbox.deliver()
    assert len([one for one in mailbox.deliver() if one["To"] == ADA]) == 2, "the code and the warning, once each"


def test_a_code_sent_before_the_change_of_address_signs_nobody_in(opened: Opened) -> None:
    """The letter went to an address that the register does not have any more."""
    desk, mailbox, ada = opened
    asked = desk.do("ask_to_sign_in", body={"email": ADA}, actor=NOBODY)
    code = mailbox.code(asked["id"])
    desk.do("update_member", member_id=ada, body={"email": "new@example.org"})
    with pytest.raises(CodeNotAccepted):
        desk.do("confirm_sign_in", sign_in_id=asked["id"], body={"code": code}, actor=NOBODY)


def test_leaving_signs_out(alpar: Office, opened: Opened) -> None:
    """The departure counts the tokens it ended."""
    desk, mailbox, _ = opened
    body = {"kind": "natural_person", "first_name": "Cleo", "last_name": "Petit", "email": "cleo@example.org",
            "category": "member"}  # fmt: skip
    application = desk.do("submit_application", body=body)
    hand_on(alpar, paid_up(alpar, application["member_id"], "100.00"))
    issued = mailbox.sign_in("cleo@example.org")
    left = desk.do("record_departure", member_id=application["member_id"], body={"reason": "resignation"})
    assert left["cleared"]["logins"] == 1
    assert mailbox.find(issued)["revoked_at"] is not None


def test_nobody_signs_in_as_the_dead(opened: Opened) -> None:
    """A death ends the tokens, and the address is nobody's from then on."""
    desk, mailbox, ada = opened
    issued = mailbox.sign_in(ADA)
    desk.do("record_departure", member_id=ada, body={"reason": "death"})
    assert mailbox.find(issued)["revoked_at"] is not None
    letters = len(mailbox.deliver())
    desk.do("ask_to_sign_in", body={"email": ADA}, actor=NOBODY)
    assert len(mailbox.deliver()) == letters


def test_signing_out_ends_every_token(opened: Opened) -> None:
    """Of two machines both are signed out; a second sign-out finds nothing."""
    desk, mailbox, ada = opened
    first, second = mailbox.sign_in(ADA), mailbox.sign_in(ADA)
    me = Actor("person", ada)
    assert desk.do("sign_out", actor=me) == {"ended": 2} and desk.do("sign_out", actor=me) == {"ended": 0}
    assert mailbox.find(first)["revoked_at"] and mailbox.find(second)["revoked_at"]


def test_a_token_lasts_half_a_day(opened: Opened) -> None:
    """Its end is told to whoever checks it."""
    desk, mailbox, _ = opened
    issued = mailbox.sign_in(ADA)
    assert issued["expires_at"] == mailbox.find(issued)["expires_at"]
    assert issued["expires_at"].startswith("2026-03-02T23:00:00")


def test_no_key_opens_what_is_personal(opened: Opened) -> None:
    """Not even one that may do everything; and a person's token opens no office."""
    desk, _, ada = opened
    for operation in ("get_me", "sign_out"):
        with pytest.raises(PersonalSignInNeeded):
            desk.do(operation)
    with pytest.raises(Forbidden):
        desk.do("list_members", actor=Actor("person", ada))
    with pytest.raises(NotFound):
        desk.do("find_login", query={"login_id": "lgn_unknown"})


def test_sign_ins_are_forgotten_after_a_day(opened: Opened) -> None:
    """Nothing of who asked stays."""
    desk, mailbox, _ = opened
    desk.do("ask_to_sign_in", body={"email": "nobody@example.org"}, actor=NOBODY)
    mailbox.deliver()
    desk.clock.instant += timedelta(days=1, seconds=1)
    mailbox.deliver()
    assert held(desk) == []


def test_an_application_with_a_members_address_keeps_nobody_out(alpar: Office, opened: Opened) -> None:
    """Who only applied yields to whoever else has the address, and to nobody among applicants alone."""
    desk, mailbox, ada = opened
    for name in ("Bea", "Cid"):
        body = {"kind": "natural_person", "first_name": name, "last_name": "Roux", "email": ADA, "category": "member"}
        desk.do("submit_application", body=body)
    assert mailbox.sign_in(ADA)["person_id"] == ada
    with desk.database.transaction() as session:
        session.execute(update(Party).where(Party.id == ada).values(email="elsewhere@example.org"))
    desk.clock.advance(hours=1)
    desk.do("ask_to_sign_in", body={"email": ADA}, actor=NOBODY)
    assert any("plusieurs personnes" in letter.get_content() for letter in mailbox.deliver())


def test_an_attempt_counts_whether_a_code_left_or_not(opened: Opened) -> None:
    """So what is done, and the time it takes, is the same for who is no member."""
    desk, mailbox, _ = opened
    asked = desk.do("ask_to_sign_in", body={"email": "nobody@example.org"}, actor=NOBODY)
    mailbox.deliver()
    for _ in range(2):
        with pytest.raises(CodeNotAccepted):
            desk.do("confirm_sign_in", sign_in_id=asked["id"], body={"code": "0" * 8}, actor=NOBODY)
    assert (held(desk)[0].state, held(desk)[0].attempts) == ("ignored", 2)
