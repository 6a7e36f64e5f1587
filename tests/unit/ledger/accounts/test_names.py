"""Names of auxiliaries: told, corrected and imported; in no event, no answer that is kept, and no label."""

from __future__ import annotations

import json
from collections.abc import Callable

from hypothesis import given
from hypothesis import strategies as st

from services.ledger.accounts.names import names_of, persons_named, words_of
from tests.house import House
from tests.unit.ledger.books import accept, admit, pay_roll, refused

OpenHouse = Callable[..., House]


def test_a_name_is_told_and_corrected_by_a_later_word(house: OpenHouse) -> None:
    """The last word counts; who is not an auxiliary has no name here, and an untold name is not found."""
    alpar = house("alpar")
    accept(alpar, "mbr_1")
    assert refused(alpar, "get_auxiliary_name", auxiliary="mbr_1").code == "not_found"
    told = alpar.ledger.do("name_auxiliary", auxiliary="mbr_1", body={"name": "Jeanne Aubry"})
    assert told["auxiliary"] == "mbr_1" and told["party"] == "person" and "Aubry" not in json.dumps(told)
    alpar.ledger.do("name_auxiliary", auxiliary="mbr_1", body={"name": "Jeanne Aubry-Morel"})
    assert alpar.ledger.do("get_auxiliary_name", auxiliary="mbr_1")["name"] == "Jeanne Aubry-Morel"
    assert refused(alpar, "name_auxiliary", auxiliary="mbr_9", body={"name": "Nobody"}).code == "not_found"
    with alpar.ledger.database.reading() as session:
        assert names_of(session, ["mbr_1", "mbr_9"]) == {"mbr_1": "Jeanne Aubry-Morel"}
    assert alpar.ledger.told() == []


def test_names_are_imported_by_id_or_member_number(house: OpenHouse) -> None:
    """Every line has a verdict; a supplier is an organisation unless the file says otherwise."""
    alpar = house("alpar")
    accept(alpar, "mbr_1")
    admit(alpar, "mbr_1", 17)
    pay_roll(alpar, "per_1", "100.00", member=False)
    alpar.ledger.do("add_auxiliary", body={"id": "sup-1", "kind": "supplier"})
    alpar.ledger.do("add_auxiliary", body={"id": "sup-2", "kind": "supplier"})
    file = (
        "auxiliary,name,party\n17,Jeanne Aubry,\nper_1,Paul Ricard,\nsup-1,Laiterie du Val,\nsup-2,Ana Ruiz,person\n"
        "sup-9,Nowhere,\nsup-1,,\nsup-1,Laiterie,cow\n"
    )
    job = alpar.ledger.run_job("import_auxiliary_names", upload=file.encode())
    assert job["counts"] == {"created": 4, "refused": 3}
    parties = {one: alpar.ledger.do("get_auxiliary_name", auxiliary=one)["party"]
               for one in ("mbr_1", "per_1", "sup-1", "sup-2")}  # fmt: skip
    assert parties == {"mbr_1": "person", "per_1": "person", "sup-1": "organisation", "sup-2": "person"}
    again = "auxiliary,name\nmbr_1,Jeanne Aubry\nper_1,Paul Picard\n"
    assert alpar.ledger.run_job("import_auxiliary_names", upload=again.encode())["counts"] == {
        "skipped": 1, "updated": 1,
    }  # fmt: skip


def test_persons_are_found_in_texts_whatever_the_spelling(house: OpenHouse) -> None:
    """Accents, case, hyphens and order do not hide a person; organisations and single words are no persons."""
    alpar = house("alpar")
    names = {"mbr_1": "José Ruiz-Peña", "mbr_2": "Rose", "mbr_3": "Anne Martin"}
    for member, name in names.items():
        accept(alpar, member)
        alpar.ledger.do("name_auxiliary", auxiliary=member, body={"name": name})
    alpar.ledger.do("add_auxiliary", body={"id": "sup-1", "kind": "supplier"})
    alpar.ledger.do("name_auxiliary", auxiliary="sup-1", body={"name": "Moulin Neuf"})
    texts = ["Dues RUIZ PENA jose 2026", "Rose", "Farine du Moulin Neuf", "Martin's anne", "Annemartin", "Anne", ""]
    with alpar.ledger.database.reading() as session:
        assert persons_named(session, texts) == {texts[0]: "mbr_1", texts[3]: "mbr_3"}
        assert persons_named(session, []) == {}


@given(st.text(max_size=40))
def test_words_do_not_depend_on_case_or_accents(text: str) -> None:
    """The words of a text are those of its words joined in any other way."""
    words = words_of(text)
    assert words_of(" - ".join(sorted(words))) == words
