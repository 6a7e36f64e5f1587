"""The ledger's sheets as real spreadsheets have them: every import of the suite reads in the same way."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from services.commons.jobs import Line
from services.commons.refusals import Refusal
from services.ledger.accounts.sheets import NameLine, name_lines
from services.ledger.activities.sheets import (
    ExpenseLine,
    PayLine,
    RevenueLine,
    expense_lines,
    payroll_lines,
    revenue_lines,
)
from services.ledger.capital.sheets import ShareLine, share_lines
from services.ledger.sales.sheets import SaleLine, sale_lines

Reader = Callable[[bytes, dict[str, Any]], list[Line]]
CASES: list[tuple[Reader, str, Any]] = [
    (revenue_lines, "Activité;Date;Montant HT;TVA;N° de facture;Encaissé le\nA001;01/02/2026;1 234,56 €;0;F-1;",
     RevenueLine("A001", date(2026, 2, 1), "1234.56", "F-1", "0")),
    (expense_lines, "Code activité\tDate\tHT\tCompte\tPièce\tPayé depuis\nA001\t1.2.2026\t1 234,56\t6063\tD-1\t512",
     ExpenseLine("A001", date(2026, 2, 1), "1234.56", "6063", "D-1", paid_from="512")),
    (payroll_lines, "Mois;Activité;Salarié;Brut;Charges patronales;Charges salariales;PAS;Net à payer\n"
                    "02/2026;A001;mbr_1;2 000,00;800,00;400,00;0,00;1 600,00",
     PayLine(date(2026, 2, 28), "A001", "mbr_1", ("2000.00", "800.00", "400.00", "0.00", "1600.00"))),
    (sale_lines, "Ticket;Adhérent;Date;Total TTC;Détail TVA\nT-1;;1er février 2026;-16,55;0,055:-10:-0,55|1/5:-5:-1",
     SaleLine("T-1", date(2026, 2, 1), "-16.55",
              vat_lines=((Fraction("0.055"), "-10", "-0.55"), (Fraction(1, 5), "-5", "-1")))),
    (share_lines, "N° adhérent;Nb parts;Versé;Souscrit le\n7;1;100,00;01/02/2026",
     ShareLine("7", 1, "100.00", date(2026, 2, 1))),
    (name_lines, "Tiers;Nom;Type\nsup-1;Laiterie;Société", NameLine("sup-1", "Laiterie", "organisation")),
]  # fmt: skip
IDS = [reader.__name__ for reader, _, _ in CASES]


@pytest.mark.parametrize(("reader", "sheet", "expected"), CASES, ids=IDS)
@pytest.mark.parametrize(("encoding", "named"), [("utf-8-sig", None), ("utf-16", None), ("cp1252", "windows-1252")])
def test_a_spreadsheet_is_read_as_it_comes(
    reader: Reader, sheet: str, expected: Any, encoding: str, named: str | None
) -> None:
    """French headings, any separator and encoding, days and amounts as people write them."""
    (line,) = reader(sheet.replace("\n", "\r\n").encode(encoding), {"encoding": named})
    assert (line.number, line.problem, line.value) == (2, None, expected)


@pytest.mark.parametrize(("reader", "sheet", "_expected"), CASES, ids=IDS)
def test_a_formula_and_an_unknown_column_are_refused(reader: Reader, sheet: str, _expected: Any) -> None:
    """What a spreadsheet would run is refused with its line; a column that nobody knows refuses the sheet."""
    heading, row = sheet.split("\n")
    separator = "\t" if "\t" in heading else ";"
    cells = ["=1+1", *row.split(separator)[1:]]
    (line,) = reader(f"{heading}\n{separator.join(cells)}".encode(), {})
    assert (line.problem or {})["code"] == "formula_in_cell"
    with pytest.raises(Refusal) as refused:
        reader(f"{heading}{separator}Couleur\n{row}{separator}bleu".encode(), {})
    assert refused.value.code == "sheet_header_unfit" and "Couleur" in str(refused.value)
    assert reader(f"{heading}{separator}Couleur\n{row}{separator}bleu".encode(), {"ignore": "Couleur"})[0].value


def test_a_column_that_may_be_empty_must_still_be_there() -> None:
    """A sheet of sales that forgot its members would give every sale to nobody."""
    with pytest.raises(Refusal) as refused:
        sale_lines(b"external_id,date,amount\nt-1,2026-02-01,1.00\n", {})
    assert "member" in str(refused.value)
