"""Quick changes of many subjects at once end in the right state."""

from __future__ import annotations

from collections import Counter

import pytest
from sqlalchemy import func, select

from tests.fixtures.bus import Bus, Host, asked, headers, until
from tests.fixtures.probe.tables import Heard

PAIRS = 2_000


@pytest.mark.slow
def test_two_thousand_quick_pairs_end_in_the_right_state(bus: Bus, host: Host) -> None:
    """Each member is admitted and leaves at once; by the events all have left (stock nameko got 576 wrong)."""
    admits = [("probe.admit", asked({"name": f"pair {number}"}), headers(seconds=600)) for number in range(PAIRS)]
    ids = [answer["body"]["id"] for answer in bus.client().pipeline(admits, 16, 600) if isinstance(answer, dict)]
    leaves = [("probe.leave", asked(member_id=member_id), headers(seconds=600)) for member_id in ids]
    answers = bus.client().pipeline(leaves, 16, 600)
    assert len(ids) == len([one for one in answers if isinstance(one, dict)]) == PAIRS
    until(lambda: _handled(bus, ids) == 2 * PAIRS, 120)
    with bus.session() as session:
        heard = session.execute(select(Heard.state, Heard.times).where(Heard.member_id.in_(ids))).all()
    assert Counter(tuple(row) for row in heard) == {("left", 2): PAIRS}


def _handled(bus: Bus, ids: list[str]) -> int:
    with bus.session() as session:
        return int(session.scalar(select(func.sum(Heard.times)).where(Heard.member_id.in_(ids))) or 0)
