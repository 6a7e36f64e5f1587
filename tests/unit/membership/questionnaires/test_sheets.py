"""The summary as people read it."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from services.commons.documents import Bars
from services.membership.questionnaires.sheets import summary_sheet


def summed_up(texts: list[str]) -> dict[str, Any]:
    """Return a summary with one choice among some options."""
    options = [{"code": str(number), "text": one, "count": number} for number, one in enumerate(texts)]
    return {
        "title": "Premises", "state": "closed", "anonymous": False, "asked": 9, "replied": 9,
        "response_rate": Fraction(1), "questions": [{
            "code": "size", "text": "How large?", "kind": "choice", "unit": None, "answered": 9, "withheld": False,
            "options": options, "total": None, "median": None, "texts": [],
        }],
    }  # fmt: skip


@pytest.mark.parametrize(("texts", "bars", "first"), [
    (["Small", "Large"], ["Small", "Large"], "Small"),
    (["Small", "Large enough for what we do"], ["1", "2"], "1. Small"),
    (list("abcdefg"), list("1234567"), "1. a"),
])  # fmt: skip
def test_options_that_find_no_room_under_their_bars_are_numbered(
    texts: list[str], bars: list[str], first: str
) -> None:
    """The table, which bears the question as its heading, says which number is which."""
    sheet = summary_sheet("cg-scop", summed_up(texts))
    [chart], [table] = sheet.charts, sheet.tables
    assert isinstance(chart, Bars) and list(chart.labels) == bars
    assert (table.columns[0].heading, table.rows[0][0]) == ("1. How large?", first)
