"""Any sheet that is written as CSV, in whatever dialect and encoding, reads back as it was."""

from __future__ import annotations

import csv
import io

from hypothesis import given, settings
from hypothesis import strategies as st

from services.commons.contract import Text
from services.commons.sheets import Row, read_sheet
from services.commons.sheets.formulas import is_formula, unguarded


class Three(Row):
    """Three texts."""

    names = {"second": ("Deuxième",)}

    first = Text(most=100, required=True)
    second = Text(most=100)
    third = Text(most=100)


def is_plain(cell: str) -> bool:
    """Say whether a cell is kept as it is: trimmed, no formula, no guard."""
    return cell == cell.strip() and not is_formula(cell) and unguarded(cell) == cell


CELLS = st.text(
    st.characters(exclude_categories=["Cs", "Cc"]) | st.sampled_from([",", ";", "|", '"', "\n", "é", "'"]), max_size=12
).filter(is_plain)
ROWS = st.lists(st.tuples(CELLS.filter(bool), CELLS, CELLS), max_size=6, unique_by=lambda row: row[0])


@settings(max_examples=50)
@given(
    rows=ROWS, separator=st.sampled_from(",;\t|"), end=st.sampled_from(["\n", "\r\n"]),
    quoting=st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL, csv.QUOTE_NONNUMERIC]),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]), order=st.permutations(["First", "DEUXIÈME", "third "]),
)  # fmt: skip
def test_a_sheet_reads_back_the_same(
    rows: list[tuple[str, str, str]], separator: str, end: str, quoting: int, encoding: str, order: list[str]
) -> None:
    """Separators, quotes, line ends, encodings and the order of the columns do not change a value or its line."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=separator, lineterminator=end, quoting=quoting)  # type: ignore[call-overload]
    places = {"First": 0, "DEUXIÈME": 1, "third ": 2}
    writer.writerow(order)
    starts = []
    for row in rows:
        starts.append(len(text.getvalue().replace("\r\n", "\n").split("\n")))
        writer.writerow([row[places[name]] for name in order])
    lines = read_sheet(text.getvalue().encode(encoding), Three(), unique=("first",))
    expected = [{name: cell for name, cell in zip(("first", "second", "third"), row, strict=True) if cell}
                for row in rows]  # fmt: skip
    assert [line.value for line in lines] == expected, [line.problem for line in lines]
    assert [line.number for line in lines] == starts


@settings(max_examples=50)
@given(st.binary(max_size=200))
def test_no_content_breaks_the_reading(content: bytes) -> None:
    """Whatever the bytes are, they are read or refused with a reason."""
    from services.commons.refusals import Refusal

    try:
        read_sheet(content, Three(), unique=("first",))
    except Refusal as refused:
        assert refused.detail
