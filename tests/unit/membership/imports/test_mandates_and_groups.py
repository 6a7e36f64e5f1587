"""Who sits in which body, and who works in which group, from sheets: by the rules of the statutes, and once."""

from __future__ import annotations

import threading
from collections.abc import Callable

from sqlalchemy import text

from tests.unit.membership.imports.taking import take_in
from tests.unit.membership.office import Office
from tests.unit.membership.sheets import with_members

OpenOffice = Callable[..., Office]
SEATS = "Instance;N° adhérent;Début du mandat;Échéance;Fin effective;Motif;Référence"
PLACES = "Groupe;Adhérent;Rôle;Depuis"


def test_seats_are_taken_in_once(office: OpenOffice) -> None:
    """A body by its name or slug; the term is that of the statutes unless it is said; an early end is taken in too."""
    alpar = office("alpar")
    ids = with_members(alpar, 3)
    rows = (SEATS, "Governance committee;m1;14/06/2025;;;;AG du 14/06/2025", "committee;2;14/06/2025;31/12/2026;;;",
            "committee;m3;10/06/2023;;01/02/2024;démission;")  # fmt: skip
    assert [one[1] for one in take_in(alpar, "import_mandates", *rows)] == ["created"] * 3
    assert [one[1] for one in take_in(alpar, "import_mandates", *rows)] == ["skipped"] * 3
    seats = {one["member_id"]: one for one in alpar.membership.do("get_body", slug="committee")["mandates"]}
    assert sorted(seats) == sorted(ids[:2])
    assert (seats[ids[0]]["ends_on"], seats[ids[0]]["resolution_id"]) == ("2027-06-13", "AG du 14/06/2025")
    assert seats[ids[1]]["ends_on"] == "2026-12-31"
    ended = rows[2].replace("31/12/2026;;;", "31/12/2026;01/03/2026;;")
    assert take_in(alpar, "import_mandates", SEATS, ended) == [(2, "updated", None)]
    assert take_in(alpar, "import_mandates", SEATS, ended.replace("31/12", "30/11")) == [(2, "refused", "seat_differs")]


def test_seats_keep_to_the_statutes(office: OpenOffice) -> None:
    """No thirteenth seat, no second seat of one person, none beyond the law's term, none of who was no member then."""
    alpar = office("alpar")
    with_members(alpar, 14)
    rows = [f"committee;m{n};14/06/2025;;;;" for n in range(1, 14)]
    told = take_in(alpar, "import_mandates", SEATS, *rows)
    assert told[11:] == [(13, "created", None), (14, "refused", "seats_full")]
    told = take_in(
        alpar, "import_mandates", SEATS, "committee;m1;15/06/2025;;;;", "council;m14;14/06/2025;;;;",
        "committee;m14;14/06/2024;14/06/2034;01/01/2025;;", "committee;m14;14/06/2019;;;;",
        "committee;m14;14/06/2022;01/01/2022;;;", "committee;m14;01/01/2030;;;;",
    )  # fmt: skip
    assert {code for _, outcome, code in told if outcome == "refused"} == {
        "seats_full", "unknown_body", "term_too_long", "not_a_member", "mandate_backwards", "in_the_future",
    }  # fmt: skip


def test_a_seat_waits_for_who_is_leaving_at_this_moment(office: OpenOffice) -> None:
    """Whose membership ends while the sheet is read is not left seated."""
    alpar = office("alpar")
    (member,) = with_members(alpar, 1)
    told: list[tuple[int, str, str | None]] = []
    reading = threading.Thread(
        target=lambda: told.extend(take_in(alpar, "import_mandates", SEATS, "committee;m1;14/06/2025;;;;"))
    )
    waiting = text("SELECT count(*) FROM pg_locks WHERE NOT granted AND transactionid = pg_current_xact_id()::xid")
    with alpar.membership.database.transaction() as session:
        session.execute(text("SELECT FROM parties WHERE id = :id FOR UPDATE"), {"id": member})
        reading.start()
        while reading.is_alive() and not session.scalar(waiting):
            reading.join(0.01)
        session.execute(text("UPDATE memberships SET ends_on = '2025-06-01' WHERE member_id = :id"), {"id": member})
    reading.join()
    assert told == [(2, "refused", "not_a_member")]


def test_groups_are_opened_and_joined_once(office: OpenOffice) -> None:
    """A referent is a member as well; a group that the statutes do not name is opened with its earliest place."""
    alpar = office("alpar")
    ids = with_members(alpar, 4)
    rows = (PLACES, "Supply;m1;référente;01/02/2021", "supply;m2;membre;01/02/2022", "Jardin d'hiver;m3;;01/05/2024",
            "Jardin d'hiver;m4;référent;01/05/2023")  # fmt: skip
    assert [one[1] for one in take_in(alpar, "import_working_groups", *rows)] == ["created"] * 4
    assert [one[1] for one in take_in(alpar, "import_working_groups", *rows)] == ["skipped"] * 4
    supply = alpar.membership.do("get_working_group", slug="supply")
    assert (supply["member_ids"], supply["referent_ids"]) == (sorted(ids[:2]), [ids[0]])
    garden = alpar.membership.do("get_working_group", slug="jardin-hiver")
    assert (garden["opened_on"], garden["member_ids"]) == ("2023-05-01", sorted(ids[2:]))
    alpar.membership.do("leave_working_group", slug="supply", member_id=ids[1])
    assert [one[1] for one in take_in(alpar, "import_working_groups", *rows)] == ["skipped"] * 4


def test_a_third_referent_is_refused(office: OpenOffice) -> None:
    """The statutes ask for two; a place of somebody who was no member on that day is refused as well."""
    alpar = office("alpar")
    with_members(alpar, 4)
    told = take_in(alpar, "import_working_groups", PLACES, *[f"supply;m{n};referent;" for n in (1, 2, 3)],
                   "supply;m4;member;01/02/2019", "supply;m4;chef;")  # fmt: skip
    assert {one[0]: one[2] for one in told} == {2: None, 3: None, 4: "too_many_referents", 5: "not_a_member",
                                                6: "row_unacceptable"}  # fmt: skip
