"""Letters: each copy leaves once, comes back, leaves again, or waits; a real mail server takes them."""

from __future__ import annotations

import email
import email.policy
import os
import socket
import stat
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from sqlalchemy import text

from services.commons.mail.settings import MailServer, MailSettings, MailUnsettled, mail_settings
from services.voting.notices import sending
from services.voting.notices.addressed import delivery_named, message_id
from tests.unit.voting.hall import Hall, refused
from tests.unit.voting.notices.called import called, contact, deliveries, known, send_all, states, to_folder

OpenHall = Callable[..., Hall]


class Box:
    """What a mail server does with letters: takes them, unless the address says otherwise."""

    def __init__(self) -> None:
        self.letters: list[Any] = []
        self.busy = False

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:
        """Refuse unknown recipients for good, and full ones for now."""
        if address.startswith("gone"):
            return f"550 5.1.1 <{address}>: user unknown"
        if address.startswith("full"):
            return f"452 4.2.2 <{address}>: mailbox full"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        """Keep the letter, or be too busy for any."""
        if self.busy:
            return "421 4.3.2 come back later"
        self.letters.append(email.message_from_bytes(envelope.content, policy=email.policy.default))
        return "250 OK"


@pytest.fixture
def box() -> Iterator[tuple[Box, MailSettings]]:
    """A mail server on a free port, and the settings by which letters go there."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    held = Box()
    controller = Controller(held, hostname="127.0.0.1", port=port)
    controller.start()
    server = MailServer("127.0.0.1", port, None, None, implicit_tls=False, plain=True)
    try:
        yield held, MailSettings("Alpar <secretariat@alpar.example>", server, per_minute=0)
    finally:
        controller.stop()


def test_a_letter_carries_the_notice_and_the_invitation(hall: OpenHall, box: tuple[Box, MailSettings]) -> None:
    """One letter for each member with an address, in the member's language, with PDF and iCalendar."""
    alpar = hall()
    members = alpar.admit(2)
    known(alpar, members)
    contact(alpar, members[1], name="David N'Guyen", email="david@members.example", language="en")
    assembly_id = called(alpar, link="https://visio.example/alpar", modes=["in_room", "remote"])
    send_all(alpar, box[1])
    assert states(alpar, assembly_id) == ["sent", "sent"]
    letters = {str(one["To"]): one for one in box[0].letters}
    french, english = letters["Ada Martin <m0@members.example>"], letters["David N'Guyen <david@members.example>"]
    assert french["Subject"].strip().startswith("Convocation")
    assert english["Subject"].strip().startswith("Convening notice")
    assert "https://visio.example/alpar" in french.get_body(("plain",)).get_content()
    kinds = [part.get_content_type() for part in french.walk()]
    assert "application/pdf" in kinds and "text/calendar" in kinds
    calendar = next(part for part in french.walk() if part.get_content_type() == "text/calendar")
    assert calendar.get_param("method") == "REQUEST" and "mailto:m0@members.example" in calendar.get_content()
    assert "david" not in french.as_string()
    assert delivery_named(french["Message-ID"])[1] == members[0]  # type: ignore[index]


def test_nothing_is_mailed_twice(hall: OpenHall, box: tuple[Box, MailSettings]) -> None:
    """The postman may look as often as he likes."""
    alpar = hall()
    known(alpar, alpar.admit(25))
    called(alpar)
    for _ in range(3):
        send_all(alpar, box[1])
    assert len(box[0].letters) == len({one["Message-ID"] for one in box[0].letters}) == 25


def test_letters_leave_no_faster_than_agreed(hall: OpenHall, tmp_path: Path) -> None:
    """The postman rests after each letter, and takes few at a time where he is slow."""
    alpar = hall()
    known(alpar, alpar.admit(5))
    assembly_id = called(alpar)
    slow, rests = MailSettings("Alpar <secretariat@alpar.example>", tmp_path, per_minute=24), list[float]()
    assert sending.send_by(alpar.database, alpar.clock, slow, sleep=rests.append) is True
    assert rests == [2.5, 2.5] and states(alpar, assembly_id).count("sent") == 2


def test_a_refused_recipient_is_bounced_and_a_full_one_tried_again(
    hall: OpenHall, box: tuple[Box, MailSettings], clock: Any, caplog: pytest.LogCaptureFixture
) -> None:
    """The others get their letter; the reason is the code alone; no address is in the log or the ledger."""
    alpar = hall()
    members = alpar.admit(3)
    known(alpar, members)
    contact(alpar, members[0], name="Ada Martin", email="gone@members.example")
    contact(alpar, members[1], name="Benoît Lefèvre", email="full@members.example")
    assembly_id = called(alpar)
    send_all(alpar, box[1])
    ledger = deliveries(alpar, assembly_id)
    assert [ledger[member]["state"] for member in members] == ["bounced", "queued", "sent"]
    assert [ledger[member]["reason"] for member in members] == ["5.1.1", "4.2.2", None]
    contact(alpar, members[1], name="Benoît Lefèvre", email="benoit@members.example")
    send_all(alpar, box[1])
    assert deliveries(alpar, assembly_id)[members[1]]["state"] == "queued"
    clock.advance(minutes=2)
    send_all(alpar, box[1])
    copy = deliveries(alpar, assembly_id)[members[1]]
    assert (copy["state"], copy["attempts"]) == ("sent", 2)
    assert [step["state"] for step in copy["steps"]] == ["sending", "queued", "sending", "sent"]
    assert "members.example" not in caplog.text + str(alpar.sql("SELECT steps, reason FROM deliveries"))


def test_a_server_that_is_down_loses_nothing(hall: OpenHall, box: tuple[Box, MailSettings], clock: Any) -> None:
    """What could not leave waits, and leaves once the server is back; a server that goes away stops the round."""
    alpar = hall()
    known(alpar, alpar.admit(3))
    assembly_id = called(alpar)
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        down = MailServer("127.0.0.1", nobody.getsockname()[1], None, None, implicit_tls=False, plain=True)
        send_all(alpar, MailSettings("Alpar <secretariat@alpar.example>", down, per_minute=0))
    assert {one["reason"] for one in deliveries(alpar, assembly_id).values()} == {"ConnectionRefusedError"}
    clock.advance(minutes=2)
    box[0].busy = True
    send_all(alpar, box[1])
    assert states(alpar, assembly_id) == ["queued"] * 3 and box[0].letters == []
    box[0].busy = False
    clock.advance(minutes=10)
    send_all(alpar, box[1])
    assert states(alpar, assembly_id) == ["sent"] * 3 and len(box[0].letters) == 3


def test_a_letter_interrupted_by_a_crash_leaves_again_with_the_same_message_id(
    hall: OpenHall, tmp_path: Path, clock: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody can tell whether it left: it is sent again, recognisable, once the first attempt is long over."""
    alpar = hall()
    known(alpar, alpar.admit(1))
    assembly_id = called(alpar)
    with monkeypatch.context() as crashing:
        crashing.setattr(sending, "_settle", lambda *_: (_ for _ in ()).throw(RuntimeError("killed")))
        with pytest.raises(RuntimeError):
            send_all(alpar, to_folder(tmp_path))
    assert states(alpar, assembly_id) == ["sending"]
    send_all(alpar, to_folder(tmp_path))
    assert states(alpar, assembly_id) == ["sending"]
    clock.advance(minutes=16)
    send_all(alpar, to_folder(tmp_path))
    assert states(alpar, assembly_id) == ["sent"]
    assert len(list(tmp_path.iterdir())) == 1


def test_a_letter_that_ends_its_carrier_each_time_is_given_up(
    hall: OpenHall, tmp_path: Path, clock: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is tried as often as any other, then bounced to be handed over; those behind it leave."""
    alpar = hall()
    known(alpar, alpar.admit(1))
    assembly_id = called(alpar)
    with monkeypatch.context() as crashing:
        crashing.setattr(sending, "_settle", lambda *_: (_ for _ in ()).throw(RuntimeError("killed")))
        for _ in range(len(sending.PAUSES) + 1):
            with pytest.raises(RuntimeError):
                send_all(alpar, to_folder(tmp_path))
            clock.advance(minutes=16)
    send_all(alpar, to_folder(tmp_path))
    assert states(alpar, assembly_id) == ["bounced"]


def test_a_folder_takes_letters_that_nobody_else_reads(hall: OpenHall, tmp_path: Path) -> None:
    """Each letter is a file of its own, mode 600."""
    alpar = hall()
    known(alpar, alpar.admit(2))
    called(alpar)
    send_all(alpar, to_folder(tmp_path / "alpar"))
    files = list((tmp_path / "alpar").iterdir())
    assert [file.suffix for file in files] == [".eml", ".eml"]
    assert {stat.S_IMODE(os.stat(file).st_mode) for file in files} == {0o600}


def test_paper_is_handed_over_and_comes_back(hall: OpenHall) -> None:
    """The secretary records it; what is not invited, ahead of time or out of order is refused."""
    alpar = hall()
    members = alpar.admit(2)
    assembly_id = called(alpar)

    def record(member: str, state: str, **more: Any) -> int:
        entries = [{"member_id": member, "state": state, **more}]
        return int(alpar.do("record_deliveries", assembly_id=assembly_id, body={"entries": entries})["recorded"])

    assert refused(record, members[0], "bounced") == "delivery_out_of_order"
    assert refused(record, "mbr_stranger", "handed_over") == "not_invited"
    assert refused(record, members[0], "handed_over", on="2026-03-03") == "delivery_ahead"
    assert record(members[0], "handed_over", on="2026-03-01", reason="by_hand") == 1
    assert record(members[0], "handed_over") == 0
    assert record(members[0], "bounced", reason="returned") == 1
    assert list(deliveries(alpar, assembly_id, state="bounced")) == [members[0]]


def test_a_provider_reports_a_bounce_and_the_letter_is_sent_again(hall: OpenHall, tmp_path: Path) -> None:
    """What comes back later is bounced by its Message-ID; sent again, by the address of then, it is ``resent``."""
    alpar = hall()
    members = alpar.admit(2)
    known(alpar, members)
    assembly_id = called(alpar)
    send_all(alpar, to_folder(tmp_path))
    (notice,) = alpar.do("list_notices", assembly_id=assembly_id)["data"]
    events = [
        {"message_id": message_id(notice["id"], members[0], "alpar.example"), "event": "bounced", "status": "5.2.1"},
        {"message_id": message_id(notice["id"], members[1], "alpar.example"), "event": "delivered"},
        {"message_id": "<somebody-else@example.org>", "event": "bounced"},
    ]
    assert alpar.do("report_mail", body={"events": events}) == {"recorded": 1}
    assert deliveries(alpar, assembly_id)[members[0]]["reason"] == "5.2.1"
    contact(alpar, members[0], name="Ada Martin", email="new@members.example")
    assert alpar.do("resend_notice", assembly_id=assembly_id, body={}) == {"recorded": 1}
    send_all(alpar, to_folder(tmp_path))
    assert deliveries(alpar, assembly_id)[members[0]]["state"] == "resent"
    assert deliveries(alpar, assembly_id)[members[1]]["attempts"] == 1


def test_an_erased_address_is_not_written_to(hall: OpenHall, tmp_path: Path) -> None:
    """Its copy turns into one on paper."""
    alpar = hall()
    (member,) = alpar.admit(1)
    known(alpar, [member])
    assembly_id = called(alpar)
    alpar.do("erase_voter_contact", member_id=member)
    send_all(alpar, to_folder(tmp_path))
    copy = deliveries(alpar, assembly_id)[member]
    assert (copy["way"], copy["state"], copy["reason"]) == ("paper", "queued", "no_address")
    assert not list(tmp_path.iterdir())


def test_how_mail_leaves_is_settled_by_the_operator(tmp_path: Path) -> None:
    """A file names the server of each cooperative; a password in clear over a network is refused; no file, no mail."""
    file = tmp_path / "mail.json"
    environment = {"ROCHDALE_MAIL": str(file), "ROCHDALE_MAIL_FOLDER": str(tmp_path)}
    file.write_text('{"alpar": {"server": "smtps://me:p%40ss@mail.example", "sender": "A <a@alpar.example>"}}')
    settings = mail_settings("alpar", environment)
    assert settings is not None and settings.way == MailServer("mail.example", 465, "me", "p@ss", True, False)
    assert "p@ss" not in repr(settings) and mail_settings("coopaname", environment) is None
    file.write_text('{"alpar": {"server": "smtp://me:x@mail.example", "sender": "a@alpar.example", "plain": true}}')
    with pytest.raises(MailUnsettled) as caught:
        mail_settings("alpar", environment)
    assert "me" not in str(caught.value).replace("mail", "")
    by_folder = mail_settings("alpar", {"ROCHDALE_MAIL_FOLDER": str(tmp_path)})
    assert by_folder is not None and by_folder.way == tmp_path / "alpar"
    assert mail_settings("alpar", {}) is None


def test_without_settings_letters_wait(hall: OpenHall, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is lost because nobody has said yet where mail goes."""
    monkeypatch.delenv("ROCHDALE_MAIL", raising=False)
    monkeypatch.delenv("ROCHDALE_MAIL_FOLDER", raising=False)
    alpar = hall()
    known(alpar, alpar.admit(1))
    assembly_id = called(alpar)
    assert sending.send(alpar.database, alpar.clock) is False
    assert states(alpar, assembly_id) == ["queued"]
    with alpar.database.reading() as session:
        assert session.scalar(text("SELECT count(*) FROM deliveries WHERE due_at IS NOT NULL")) == 1
