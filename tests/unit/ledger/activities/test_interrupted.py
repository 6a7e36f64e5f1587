"""Imports that crash, or meet themselves: every fact is booked once all the same."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from services.commons.jobs.runner import run_next
from services.commons.storage import Database
from services.ledger.proof.check import check
from tests.house import House
from tests.unit.ledger.activities.told import activity, available, earn
from tests.unit.ledger.books import balance

OpenHouse = Callable[..., House]
LINES = 150  # more than one chunk


@pytest.fixture
def coopaname(house: OpenHouse) -> House:
    """The cooperative with one activity that has 10,000."""
    opened = house("coopaname")
    activity(opened, "act_1", "A001")
    earn(opened, "act_1", "10000.00", "start")
    return opened


def expenses() -> bytes:
    """A file of as many expenses of one euro."""
    rows = [f"A001,2026-02-01,1.00,606,x{number},512" for number in range(LINES)]
    return "\n".join(["activity,date,amount,account,external_id,paid_from", *rows, ""]).encode()


class Killed(BaseException):
    """What ends a process between two chunks."""


def test_an_import_that_crashed_goes_on_where_it_stopped(coopaname: House) -> None:
    """Killed after its first chunk and run again, it books the rest, and nothing twice."""
    job = coopaname.ledger.do("import_expenses", upload=expenses())

    def kill(seconds: float) -> None:
        raise Killed

    with pytest.raises(Killed):
        run_next(coopaname.ledger.database, coopaname.clock, kill)
    assert balance(coopaname, "606") == "100.00"
    assert run_next(coopaname.ledger.database, coopaname.clock)
    assert coopaname.ledger.do("get_job", job_id=job["id"])["counts"] == {"created": LINES}
    assert balance(coopaname, "606") == "150.00" and check(coopaname.ledger.database).holds


def test_one_file_imported_twice_at_once_is_booked_once(coopaname: House) -> None:
    """Two jobs with the same lines, run by several runners: each line is created by one and skipped by the other."""
    coopaname.ledger.database.close()
    url = coopaname.ledger.database.url
    coopaname.ledger.database = Database(url, service="ledger", coop=coopaname.coop, pool=8)
    jobs = [coopaname.ledger.do("import_expenses", upload=expenses())["id"] for _ in range(2)]
    with ThreadPoolExecutor(4) as runners:
        list(runners.map(lambda _: run_next(coopaname.ledger.database, coopaname.clock), range(6)))
    counts = [coopaname.ledger.do("get_job", job_id=job)["counts"] for job in jobs]
    assert sum(one.get("created", 0) for one in counts) == sum(one.get("skipped", 0) for one in counts) == LINES
    assert available(coopaname, "act_1") == "9850.00" and check(coopaname.ledger.database).holds
