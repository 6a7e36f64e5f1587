"""What the codes of other books are here, and how names leave their labels."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.ledger.arrival.rules import NamesLeftOut, auxiliary_id, is_person, journal_of, kind_of, words_of
from services.ledger.exports.fec.rules import JOURNALS


@pytest.mark.parametrize(("code", "label", "journal"), [
    ("AN", "A nouveaux", "opening"), ("RAN", "", "opening"), ("OUV", "Ouverture", "opening"),
    ("J07", "Report à nouveau", "opening"), ("BQ1", "Crédit coopératif", "bank"), ("53", "Caisse", "bank"),
    ("HA", "", "purchases"), ("ACHAT", "", "purchases"), ("71", "Factures fournisseurs", "purchases"),
    ("VT2", "", "sales"), ("01", "Ventes boutique", "sales"), ("SAL", "", "payroll"), ("60", "Paie", "payroll"),
    ("OD", "Opérations diverses", "operations"), ("XYZ", "", "operations"), ("CA", "Caisse du marché", "bank"),
])  # fmt: skip
def test_journals_are_told_by_code_or_name(code: str, label: str, journal: str) -> None:
    """The codes and names of the usual programs; whatever else is miscellaneous."""
    assert journal_of(code, label) == journal


def test_our_own_journals_come_back_as_they_left() -> None:
    """What the export calls a journal is that journal again."""
    for journal, (code, label) in JOURNALS.items():
        if journal != "closing":
            assert journal_of(code, label) == journal


@pytest.mark.parametrize(("account", "code", "kind"), [
    ("401000", "F1", "supplier"), ("411", "C1", "customer"), ("421", "S1", "employee"), ("4551", "A1", "member"),
    ("4562", "A1", "member"), ("451", "U1", "cooperative"), ("467", "D1", "supplier"), ("411", "act_1", "activity"),
])  # fmt: skip
def test_the_account_tells_who_stands_behind_a_code(account: str, code: str, kind: str) -> None:
    """Suppliers on 40, customers on 41, employees on 42, members on 45; our own ids say it themselves."""
    assert kind_of(account, code) == kind


@pytest.mark.parametrize(("code", "label", "kept"), [
    ("F00042", "Imprimerie du Lac", "f00042"), ("9EDF", "Électricité", "9edf"), ("mbr_01m8", "Anna Petit", "mbr_01m8"),
    ("edf", "edf", "edf"), ("DUPONT", "Jean Dupont", None), ("411DUPON1", "Dupont Jean", None), ("edf", "EDF", "edf"),
    ("dupont", "Dupont Jean", None), ("CJDUPONT", "Dupont", None), ("EDF", "", None), ("É 7", "Lune", None),
])  # fmt: skip
def test_a_code_that_tells_a_name_is_no_id(code: str, label: str, kept: str | None) -> None:
    """Numbers stay; a code made of the name, or of nothing but letters, becomes a digest, the same each time."""
    identifier = auxiliary_id(code, label, "customer")
    if kept is None and code != "É 7":
        assert identifier.startswith("customer-") and identifier == auxiliary_id(code, label, "customer")
        assert not words_of("dupont") & words_of(identifier)
    else:
        assert identifier == (kept or "7")


@pytest.mark.parametrize(("name", "kind", "person"), [
    ("Jean Dupont", "customer", True), ("Jean Dupont", "supplier", True), ("SARL Dupont Frères", "supplier", False),
    ("EDF", "supplier", False), ("Clients divers", "customer", False), ("Müller", "member", True),
    ("Mairie de Seynod", "customer", False), ("Hall 3 Annecy", "supplier", False),
])  # fmt: skip
def test_what_looks_like_a_person_is_taken_for_one(name: str, kind: str, person: bool) -> None:
    """Members and employees are persons; others when nothing in the name says organisation."""
    assert is_person(name, kind) is person


@pytest.mark.parametrize(("text", "written"), [
    ("Facture Jean Dupont mars", "Facture {c1} mars"), ("VIR DUPONT JEAN 03/25", "VIR {c1} 03/25"),
    ("Jean du magasin", "Jean du magasin"), ("Élise Noël-Petit et Jean Dupont", "{c2} et {c1}"),
    ("Dupont, Jean", "{c1}"), ("Jean, pour Dupont", "{c1}, pour"), ("", ""),
])  # fmt: skip
def test_names_leave_labels(text: str, written: str) -> None:
    """Whole names, in any order, case or accent; one word of them alone is any word."""
    names = NamesLeftOut([("Jean Dupont", "{c1}"), ("Noel-Petit Elise", "{c2}"), ("Rose", "{c3}")])
    assert names.of(text) == written


@given(
    words=st.lists(st.from_regex(r"[A-Za-zéÉ]{3,8}", fullmatch=True), min_size=2, max_size=3, unique_by=str.casefold),
    before=st.text(max_size=20), after=st.text(max_size=20),
)  # fmt: skip
@settings(max_examples=50)
def test_no_name_stays(words: list[str], before: str, after: str) -> None:
    """Whatever stands around it, a name that is known is not in the text any more."""
    names = NamesLeftOut([(" ".join(words), "#")])
    assert not words_of(" ".join(words)) <= words_of(names.of(f"{before} {' '.join(words)} {after}"))
