"""Numbers and periods hold under whatever order of events, and under two hands at once."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from services.commons.refusals import Refusal
from services.membership.register.rules import Period, overlapped_by
from services.membership.register.tables import Member, Membership
from tests.unit.membership.office import Office

HEADER = "external_id,first_name,last_name,number,category,joined_on,left_on\n"
START = date(2020, 1, 1)
ROWS = st.tuples(
    st.sampled_from("abcde"), st.sampled_from(["", "1", "2", "5"]), st.integers(0, 20), st.none() | st.integers(0, 10)
)


def sheet_of(rows: list[tuple[str, str, int, int | None]]) -> bytes:
    """Return a sheet with memberships that may overlap, repeat numbers, or fit."""
    lines = []
    for name, number, joined, length in rows:
        joined_on = START + timedelta(days=joined)
        left_on = "" if length is None else str(joined_on + timedelta(days=length))
        lines.append(f"{name},A,B,{number},member,{joined_on},{left_on}\n")
    return (HEADER + "".join(lines)).encode()


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.lists(ROWS, min_size=1, max_size=5), min_size=1, max_size=4))
def test_periods_never_overlap_and_numbers_are_never_reused(
    office: Callable[..., Office], sheets: list[list[tuple[str, str, int, int | None]]]
) -> None:
    """Whatever sheets arrive, in whatever order, the register stays one that an auditor accepts."""
    alpar = office("alpar")
    given_before: dict[int, str] = {}
    for rows in sheets:
        assert alpar.membership.run_job("import_members", upload=sheet_of(rows))["state"] == "succeeded"
        with alpar.membership.database.reading() as session:
            numbers = dict(session.execute(select(Member.number, Member.id)).all())
            held: dict[str, list[Period]] = {}
            for row in session.scalars(select(Membership)):
                period = Period(row.starts_on, row.ends_on)
                assert overlapped_by(period, held.get(row.member_id, [])) is None
                held.setdefault(row.member_id, []).append(period)
        assert given_before.items() <= numbers.items()
        assert len(set(numbers.values())) == len(numbers)
        given_before = numbers


def at_once(count: int, action: Callable[[int], Any]) -> list[Any]:
    """Run an action in several threads at the same moment; return what each returned, or its Refusal."""
    gate, results = threading.Barrier(count), [None] * count

    def run(index: int) -> None:
        gate.wait()
        try:
            results[index] = action(index)
        except Refusal as refusal:
            results[index] = refusal  # type: ignore[call-overload]

    threads = [threading.Thread(target=run, args=(index,)) for index in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def applicant(name: str, **more: Any) -> dict[str, Any]:
    """Return the body of an application."""
    return {"kind": "natural_person", "category": "member", "first_name": name, "last_name": "B", **more}


def test_applicants_admitted_at_once_get_different_numbers(office: Callable[..., Office]) -> None:
    """Four transactions that give a number at the same time give four, without a gap."""
    alpar = office("alpar", {"statutes.shares": None})
    answers = at_once(4, lambda n: alpar.membership.do("submit_application", body=applicant(f"N{n}")))
    assert [one["state"] for one in answers] == ["admitted"] * 4
    told = alpar.membership.told("membership.member.admitted.v1")
    assert sorted(one["data"]["number"] for one in told) == [1, 2, 3, 4]


def test_one_external_id_is_entered_once(office: Callable[..., Office]) -> None:
    """Two applications of the same person at the same time: one is taken in, the other is told who stands there."""
    alpar = office("alpar")
    answers = at_once(2, lambda n: alpar.membership.do("submit_application", body=applicant("A", external_id="x1")))
    assert sorted(getattr(one, "code", "taken in") for one in answers) == ["external_id_taken", "taken in"]


def test_a_member_leaves_once_whoever_asks(office: Callable[..., Office]) -> None:
    """Two departures recorded at the same time: one counts."""
    alpar = office("alpar", {"statutes.shares": None})
    member_id = alpar.membership.do("submit_application", body=applicant("A"))["member_id"]
    body = {"reason": "loss_of_quality"}
    answers = at_once(2, lambda n: alpar.membership.do("record_departure", member_id=member_id, body=body))
    assert sorted(getattr(one, "code", "recorded") for one in answers) == ["already_leaving", "recorded"]
    assert len(alpar.membership.told("membership.member.left.v1")) == 1
