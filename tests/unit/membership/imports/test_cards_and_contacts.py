"""Cards, addresses and wishes from sheets: sent twice nothing changes, and what was changed since stands."""

from __future__ import annotations

from collections.abc import Callable

from services.commons.clock import FixedClock
from tests.unit.membership.imports.taking import take_in
from tests.unit.membership.office import Office
from tests.unit.membership.sheets import with_members

OpenOffice = Callable[..., Office]
CARDS = (
    "N° adhérent;Code-barres;Remise le;Bloquée le;Motif",
    "m1;2000-0002;01/02/2025;;",
    "m1;2000-0001;02/03/2020;31/01/2025;perdue",
    "2;2000-0003;;;",
)
CONTACTS = (
    "Identifiant;E-mail 2;Portable;Fixe;Adresse;Complément;CP;Ville;Langue;Convocation par;Inscrit à la newsletter le",
    'm1;autre@example.org;06 12 34 56 78;04 50 00 99 01;12 rue des Écoles;Bât. B;74000;Annecy;anglais;courrier;'
    "03/04/2024",
    "m2;;;;;;;;;;",
)


def test_cards_are_given_once_by_their_code(office: OpenOffice) -> None:
    """A former card comes before the one that works, whatever the order of the lines; a code is never given twice."""
    alpar = office("alpar")
    ids = with_members(alpar, 3)
    assert [one[1] for one in take_in(alpar, "import_cards", *CARDS, dry_run="true")] == ["created"] * 3
    assert alpar.membership.do("list_cards", member_id=ids[0])["data"] == []
    assert [one[1] for one in take_in(alpar, "import_cards", *CARDS)] == ["created"] * 3
    assert [one[1] for one in take_in(alpar, "import_cards", *CARDS)] == ["skipped"] * 3
    cards = {one["code"]: one for one in alpar.membership.do("list_cards", member_id=ids[0])["data"]}
    assert (cards["2000-0001"]["works"], cards["2000-0001"]["reason"]) == (False, "lost")
    assert cards["2000-0002"]["works"]
    told = take_in(alpar, "import_cards", CARDS[0], "m3;2000-0003;;;", "m1;2000-0009;;;", "m9;2000-0010;;;",
                   "m3;=1+1;;;", "m3;2000-0011;02/03/2030;;")  # fmt: skip
    assert sorted(told) == [(2, "refused", "card_code_taken"), (3, "refused", "card_held"),
                            (4, "refused", "nobody_known_as"), (5, "refused", "formula_in_cell"),
                            (6, "refused", "in_the_future")]  # fmt: skip
    assert take_in(alpar, "import_cards", CARDS[0], "m2;2000-0003;;01/03/2026;volée")[0][1] == "updated"


def test_a_card_of_who_left_no_longer_works(office: OpenOffice) -> None:
    """A card that the sheet does not block ends with the membership."""
    alpar = office("alpar")
    (left,) = with_members(alpar, 1)
    alpar.membership.do("record_departure", member_id=left, body={"reason": "death", "left_on": "2026-02-01"})
    assert take_in(alpar, "import_cards", CARDS[0], "m1;2000-0001;02/03/2020;;") == [(2, "created", None)]
    (card,) = alpar.membership.do("list_cards", member_id=left)["data"]
    assert (card["works"], card["reason"], card["blocked_on"]) == (False, "left", "2026-02-02")


def test_who_is_leaving_holds_one_card_that_works(office: OpenOffice) -> None:
    """Until the last day, though that is known, a second card is refused as it is to others."""
    alpar = office("alpar")
    (leaving,) = with_members(alpar, 1)
    alpar.membership.do("issue_card", member_id=leaving, body={"code": "2000-0001"})
    alpar.membership.do("record_departure", member_id=leaving, body={"reason": "resignation"})
    assert take_in(alpar, "import_cards", CARDS[0], "m1;2000-0002;;;") == [(2, "refused", "card_held")]


def test_addresses_and_wishes_are_taken_in_once(office: OpenOffice, clock: FixedClock) -> None:
    """Each column is an address of its kind; what was ended, preferred or taken back since is not undone."""
    alpar = office("alpar")
    member, _ = with_members(alpar, 2)
    assert [one[1] for one in take_in(alpar, "import_contacts", *CONTACTS)] == ["created", "skipped"]
    held = {one.get("email") or one.get("phone") or one["town"]: one
            for one in alpar.membership.do("list_contacts", member_id=member)["data"]}  # fmt: skip
    assert held["+33612345678"]["preferred"]
    assert (held["+33450009901"]["label"], held["+33450009901"]["preferred"]) == ("home", False)
    assert held["Annecy"]["lines"] == ["12 rue des Écoles", "Bât. B"]
    assert not held["autre@example.org"]["preferred"]
    wishes = alpar.membership.do("get_preferences", member_id=member)
    assert (wishes["language"], wishes["called_by"], wishes["newsletter_since"]) == ("en", "post", "2024-04-03")
    assert [one[1] for one in take_in(alpar, "import_contacts", *CONTACTS)] == ["skipped"] * 2
    alpar.membership.do("end_contact", contact_id=held["autre@example.org"]["id"], body={})
    clock.advance(days=1)
    alpar.membership.do("set_preferences", member_id=member, body={"language": "fr", "newsletter": False})
    assert [one[1] for one in take_in(alpar, "import_contacts", *CONTACTS)] == ["skipped"] * 2
    wishes = alpar.membership.do("get_preferences", member_id=member)
    assert (wishes["language"], wishes["newsletter"]) == ("fr", False)


WISHES = ("Identifiant;Langue;Convocation par;Inscrit à la newsletter le", "m1;français;courriel;03/04/2024")


def test_what_a_member_chose_stands_against_a_sheet(office: OpenOffice, clock: FixedClock) -> None:
    """Also where the sheet says what holds for everybody, and whether chosen later, that day, or before any sheet."""
    alpar = office("alpar")
    ids = with_members(alpar, 3)
    sheet = (WISHES[0].rpartition(";")[0], "m1;français;courriel", "m2;anglais;courrier", "m3;anglais;courrier")
    chosen = {"language": "en", "called_by": "post"}, {"language": "fr", "called_by": "mail"}
    alpar.membership.do("set_preferences", member_id=ids[2], body=chosen[1])
    assert [one[1] for one in take_in(alpar, "import_contacts", *sheet)] == ["skipped", "created", "skipped"]
    alpar.membership.do("set_preferences", member_id=ids[1], body=chosen[1])
    clock.advance(days=5)
    alpar.membership.do("set_preferences", member_id=ids[0], body=chosen[0])
    assert [one[1] for one in take_in(alpar, "import_contacts", *sheet)] == ["skipped"] * 3
    for member_id, wish in zip(ids, (*chosen, chosen[1]), strict=True):
        held = alpar.membership.do("get_preferences", member_id=member_id)
        assert {name: held[name] for name in wish} == wish


def test_a_sheet_corrects_what_only_a_sheet_said(office: OpenOffice) -> None:
    """Nobody chose it here, so the later sheet holds."""
    alpar = office("alpar")
    (member,) = with_members(alpar, 1)
    for language in ("anglais", "français"):
        told = take_in(alpar, "import_contacts", WISHES[0], f"m1;{language};courriel;")
        assert [one[1] for one in told] == ["created"]
    assert alpar.membership.do("get_preferences", member_id=member)["language"] == "fr"


def test_a_consent_withdrawn_on_the_day_of_the_sheet_stays_so(office: OpenOffice, clock: FixedClock) -> None:
    """A consent of the day of its withdrawal or before is void, whatever was set since; one given after it counts."""
    alpar = office("alpar")
    (member,) = with_members(alpar, 1)
    take_in(alpar, "import_contacts", *WISHES)
    alpar.membership.do("set_preferences", member_id=member, body={"newsletter": False})
    clock.advance(days=1)
    alpar.membership.do("set_preferences", member_id=member, body={"called_by": "post"})
    assert [one[1] for one in take_in(alpar, "import_contacts", *WISHES)] == ["skipped"]
    assert not alpar.membership.do("get_preferences", member_id=member)["newsletter"]
    take_in(alpar, "import_contacts", WISHES[0], "m1;;;03/03/2026")
    assert alpar.membership.do("get_preferences", member_id=member)["newsletter_since"] == "2026-03-03"


def test_one_address_in_two_columns_is_taken_in_once(office: OpenOffice) -> None:
    """Of the kind that the first column says."""
    alpar = office("alpar")
    (member,) = with_members(alpar, 1)
    told = take_in(alpar, "import_contacts", "ID;E-mail;E-mail 2;Portable;Fixe",
                   "m1;b@example.org;b@example.org;06 12 34 56 78;06 12 34 56 78")  # fmt: skip
    assert told == [(2, "created", None)]
    held = alpar.membership.do("list_contacts", member_id=member)["data"]
    taken = [(one["label"], one["preferred"]) for one in held if one["phone"] == "+33612345678"]
    assert taken == [("mobile", True)]
    assert [one["preferred"] for one in held if one["email"] == "b@example.org"] == [True]


def test_half_an_address_and_a_consent_without_a_day_are_refused(office: OpenOffice) -> None:
    """A street without a town reaches nobody, and a consent without its day proves nothing."""
    alpar = office("alpar")
    with_members(alpar, 1)
    for heading, row in (("ID;Adresse;Ville", "m1;1 rue X;Annecy"), ("ID;Newsletter", "m1;oui"),
                         ("ID;Mobile", "m1;06 12"), ("ID;E-mail", "m1;a@")):  # fmt: skip
        assert take_in(alpar, "import_contacts", heading, row) == [(2, "refused", "row_unacceptable")], heading
