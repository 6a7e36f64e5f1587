"""Dues to a linked organisation: recorded once, they open what waits for them, and their lapse is told in time."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import Any

from sqlalchemy import insert, text

from services.membership.linked.expiring import tell_lapses
from services.membership.linked.tables import LinkedMembership
from tests.unit.membership.admissions.test_admission import apply, codes, refused_by
from tests.unit.membership.office import Office
from tests.unit.membership.sheets import hand_on, paid_up, with_members

ASKED = {"statutes.membership.admission.linked_organisation": "association-alpar"}


def record(office: Office, member_id: str, **body: Any) -> dict[str, Any]:
    """Record dues to the association."""
    asked = {"organisation": "association-alpar", "paid_until": "2026-12-31", "reference": "2026/17", **body}
    recorded: dict[str, Any] = office.membership.do("record_linked_membership", member_id=member_id, body=asked)
    return recorded


def test_dues_admit_who_waits_for_them(office: Callable[..., Office]) -> None:
    """With the share paid and the dues recorded, an applicant is a member at once."""
    alpar = office("alpar", ASKED)
    application = apply(alpar)
    hand_on(alpar, paid_up(alpar, application["member_id"], "100.00"))
    assert codes(alpar, application) == ["linked_organisation_dues_missing"]
    record(alpar, application["member_id"])
    assert alpar.membership.do("get_application", application_id=application["id"])["state"] == "admitted"


def test_dues_are_recorded_once_and_voided_once(office: Callable[..., Office]) -> None:
    """The organisation's own reference tells a double; a voided record never counted, and may be written anew."""
    alpar = office("alpar")
    first, second = with_members(alpar, 2, linked="")
    row = record(alpar, first, paid_from="2026-01-01")
    twice = refused_by(lambda: record(alpar, second))
    assert (twice.code, twice.values["member_id"]) == ("linked_membership_recorded", first)
    assert alpar.membership.do("get_member", member_id=first)["linked_organisation_until"] == "2026-12-31"
    void = {"linked_membership_id": row["id"]}
    assert alpar.membership.do("void_linked_membership", **void)["voided_at"]
    assert alpar.membership.do("get_member", member_id=first)["linked_organisation_until"] is None
    again = refused_by(lambda: alpar.membership.do("void_linked_membership", **void))
    assert again.code == "linked_membership_voided"
    record(alpar, second)
    mine = alpar.membership.do("list_linked_memberships", member_id=first)["data"]
    assert [one["reference"] for one in mine] == ["2026/17"]
    paid = alpar.membership.do("list_dues_paid", query={"paid_on": "2026-12-31", "organisation": "association-alpar"})
    assert [one["member_id"] for one in paid["data"]] == [second]
    assert alpar.membership.do("list_dues_paid", query={"paid_on": "2027-01-01"})["data"] == []


def test_what_cannot_be_recorded(office: Callable[..., Office]) -> None:
    """An organisation that nobody knows, days the wrong way round, dues from tomorrow: by the rule."""
    alpar = office("alpar")
    (member_id,) = with_members(alpar, 1)
    unknown = refused_by(lambda: record(alpar, member_id, organisation="elsewhere"))
    assert unknown.code == "unknown_linked_organisation" and "rule 1" in str(unknown.article)
    backwards = refused_by(lambda: record(alpar, member_id, paid_from="2026-02-01", paid_until="2026-01-31"))
    assert backwards.code == "linked_membership_backwards"
    assert refused_by(lambda: record(alpar, member_id, paid_from="2026-03-03")).code == "in_the_future"


def test_the_later_day_counts(office: Callable[..., Office]) -> None:
    """Dues of last year, recorded late, do not shorten those of this year."""
    alpar = office("alpar")
    (member_id,) = with_members(alpar, 1, linked="")
    record(alpar, member_id)
    record(alpar, member_id, paid_until="2025-12-31", reference="2025/3")
    assert alpar.membership.do("get_member", member_id=member_id)["linked_organisation_until"] == "2026-12-31"


def test_a_later_day_of_the_register_stays(office: Callable[..., Office]) -> None:
    """What a sheet or a hand wrote is not shortened by a record, nor cleared when that is voided."""
    alpar = office("alpar")
    (member_id,) = with_members(alpar, 1, linked="2027-06-30")
    row = record(alpar, member_id)

    def until() -> Any:
        return alpar.membership.do("get_member", member_id=member_id)["linked_organisation_until"]

    assert until() == "2027-06-30"
    alpar.membership.do("void_linked_membership", linked_membership_id=row["id"])
    assert until() == "2027-06-30"


def test_one_reference_for_two_at_once_is_recorded_once(office: Callable[..., Office]) -> None:
    """Whoever comes second waits for the first, and is refused by the rule."""
    alpar = office("alpar")
    first, second = with_members(alpar, 2)
    with ThreadPoolExecutor(2) as pool, alpar.membership.database.transaction() as session:
        session.execute(insert(LinkedMembership).values(
            id="lkd_first", member_id=first, organisation="association-alpar", reference="2026/17",
            paid_from=None, paid_until=date(2026, 12, 31), recorded_at=alpar.clock(), voided_at=None,
        ))  # fmt: skip
        later = pool.submit(refused_by, lambda: record(alpar, second))
        waits = text("SELECT count(*) FROM pg_locks"
                     " WHERE NOT granted AND pg_backend_pid() = ANY(pg_blocking_pids(pid))")
        while not session.scalar(waits):
            assert not later.done()
        session.commit()
        refused = later.result()
    assert (refused.code, refused.values["member_id"]) == ("linked_membership_recorded", first)


def test_a_lapse_is_told_once_for_each_day(office: Callable[..., Office]) -> None:
    """Thirty days before, once however often it runs; renewed and lapsing again, it is told again; not to who left."""
    alpar = office("alpar")
    soon, gone = with_members(alpar, 2, linked="2026-04-01")
    with_members(alpar, 1, linked="2026-12-31", first=9)
    alpar.membership.do("record_departure", member_id=gone, body={"reason": "loss_of_quality"})
    tell_lapses(alpar.membership.database, alpar.clock)
    alpar.clock.advance(days=1)
    for _ in range(2):
        tell_lapses(alpar.membership.database, alpar.clock)
    told = alpar.membership.told("membership.linked_membership.expiring.v1")
    assert sorted(one["data"]["member_id"] for one in told if one["data"]["member_id"] != gone) == [soon]
    record(alpar, soon)
    alpar.clock.advance(days=280)
    tell_lapses(alpar.membership.database, alpar.clock)
    told = alpar.membership.told("membership.linked_membership.expiring.v1")
    assert [one["data"]["paid_until"] for one in told if one["data"]["member_id"] == soon] == [
        "2026-04-01", "2026-12-31"]  # fmt: skip
