"""A pseudonymised person's name stays with the books, and goes when they go; the contact for notices goes at once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from services.commons.refusals import NotFound
from services.ledger.retention.actions import erase_due_names
from tests.house import House

OpenHouse = Callable[..., House]
NAMED = {"name": "Wilhelmina Quixote", "party": "person"}


def former_member(house: House) -> str:
    """Import somebody who left at the end of 2020, named in the books and among the voters; return their id."""
    sheet = (
        "external_id,first_name,last_name,category,joined_on,left_on\n"
        "x1,Wilhelmina,Quixote,member,2018-07-02,2020-12-31\n"
    )
    job = house.membership.run_job("import_members", upload=sheet.encode())
    [member_id] = [one["subject"] for one in house.membership.lines(job)]
    house.pump()
    house.ledger.do("name_auxiliary", auxiliary=member_id, body=NAMED)
    return str(member_id)


def booked(house: House, member_id: str) -> None:
    """Post an entry of 2026 in which the member is the third party."""
    amount = {"amount": "10.00", "currency": "EUR"}
    house.ledger.do("post_entry", body={
        "journal": "operations", "date": "2026-03-01", "label": "Refund of a deposit",
        "lines": [{"account": "455", "debit": amount, "auxiliary": member_id}, {"account": "512", "credit": amount}],
    })  # fmt: skip


def pseudonymise(house: House, member_id: str) -> dict[str, Any]:
    """Pseudonymise, hand the events on, and return what membership says then."""
    house.membership.do(
        "pseudonymise_member", member_id=member_id, body={"because": "request", "reason": "asked by letter"}
    )
    house.pump()
    return dict(house.membership.do("get_pseudonymisation", member_id=member_id))


def test_a_name_in_the_books_is_kept_ten_years_after_the_fiscal_year(house: OpenHouse) -> None:
    """The ledger keeps it and says until when and by which article; on the day after, the name is gone."""
    here = house("alpar")
    member_id = former_member(here)
    booked(here, member_id)
    assert pseudonymise(here, member_id)["ledger_until"] == "2036-12-31"
    (told,) = here.ledger.told("ledger.name.kept.v1")
    assert told["data"] == {
        "member_id": member_id, "until": "2036-12-31", "article": "Commercial Code, article L123-22"
    }  # fmt: skip
    assert here.ledger.do("get_auxiliary_name", auxiliary=member_id)["name"] == NAMED["name"]
    here.clock.advance(days=(11 * 365))
    erase_due_names(here.ledger.database, here.clock)
    assert here.ledger.do("get_auxiliary_name", auxiliary=member_id)["name"] == member_id
    here.pump()
    assert here.membership.do("get_pseudonymisation", member_id=member_id)["ledger_until"] is None


def test_a_name_in_no_entry_is_erased_at_once(house: OpenHouse) -> None:
    """Nothing in the books needs it."""
    here = house("alpar")
    member_id = former_member(here)
    assert pseudonymise(here, member_id)["ledger_until"] is None
    assert here.ledger.do("get_auxiliary_name", auxiliary=member_id)["name"] == member_id


def test_a_name_is_not_erased_before_its_day(house: OpenHouse) -> None:
    """Nine years later it is still there."""
    here = house("alpar")
    member_id = former_member(here)
    booked(here, member_id)
    pseudonymise(here, member_id)
    here.clock.advance(days=9 * 365)
    erase_due_names(here.ledger.database, here.clock)
    assert here.ledger.do("get_auxiliary_name", auxiliary=member_id)["name"] == NAMED["name"]


def test_the_contact_for_notices_is_erased_with_the_person(house: OpenHouse) -> None:
    """Voting forgets name and address of the pseudonymised, and of nobody else."""
    here = house("alpar")
    member_id = former_member(here)
    here.voting.do("tell_voter_contact", member_id=member_id, body={"name": "W Quixote", "email": "wq@example.org"})
    pseudonymise(here, member_id)
    contact = here.voting.do("get_voter_contact", member_id=member_id)
    assert contact["name"] is contact["email"] is None
    with pytest.raises(NotFound):
        here.voting.do("get_voter_contact", member_id="mbr_other")
