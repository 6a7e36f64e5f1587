"""Each person's statement: how their part is reckoned, where it is posted, and that it is the one that was voted."""

from __future__ import annotations

from base64 import b64decode
from fractions import Fraction
from io import BytesIO

from pypdf import PdfReader

from services.commons.money import Money
from tests.unit.ledger.books import eur, refused, tell
from tests.unit.ledger.surplus.cooperatives import OpenHouse, admitted, allocate, earn, hold, worker_books


def test_a_statement_reckons_each_part_step_by_step(house: OpenHouse) -> None:
    """Half by salary, half equally: 5/12 of 30,000 for whoever earned half of the wages, and a quarter of the interest.
    """
    alpine = worker_books(house)
    assert refused(alpine, "get_surplus_statement", year="2025", person_id="mbr_001").code == "not_found"
    allocate(alpine)
    shown = alpine.ledger.do("get_surplus_statement", year="2025", person_id="mbr_001")
    labour, interest = shown["parts"]
    assert (labour["part"], labour["base"], labour["persons"]) == ("labour_share", eur("30000.00"), 3)
    assert (labour["key"], labour["weight"], labour["coefficient"]) == ("equal 1/2, salary 1/2", "5/12", "1")
    assert (labour["share"], labour["exact"], labour["rounding"]) == ("5/12", "12500", "0")
    assert (labour["amount"], labour["account"], labour["auxiliary"]) == (eur("12500.00"), "424", "mbr_001")
    assert labour["article"] == "Law 78-763, article 33, 3°"
    assert (interest["key"], interest["share"], interest["account"]) == ("capital_days", "1/4", "457")
    assert (shown["total"], shown["resolution_id"]) == (eur("20000.00"), "res_s2025")
    posted = alpine.ledger.do("get_entry", entry_id=shown["entry"])
    mine = {line["account"]: line["credit"] for line in posted["lines"] if line["auxiliary"] == "mbr_001"}
    assert mine == {"424": eur("12500.00"), "457": eur("7500.00")}
    stranger = alpine.ledger.do("get_surplus_statement", year="2025", person_id="per_9")
    assert [one["part"] for one in stranger["parts"]] == ["labour_share"] and stranger["member_id"] is None
    for person in ("per_new", "mbr_9"):
        assert refused(alpine, "get_surplus_statement", year="2025", person_id=person).code == "not_found"


def test_exact_amounts_and_roundings_of_all_sum_to_the_part(house: OpenHouse) -> None:
    """A part that does not divide: exact fractions sum to it, roundings to nothing, and none exceeds a cent."""
    alpine = worker_books(house, "90001.00", labour_share_keys={"salary": "1", "hours": "0", "equal": "0"})
    allocate(alpine)
    parts = [
        alpine.ledger.do("get_surplus_statement", year="2025", person_id=person)["parts"][0]
        for person in ("mbr_001", "mbr_002", "per_9")
    ]
    assert sum(Fraction(one["exact"]) for one in parts) == Fraction(parts[0]["base"]["amount"])
    assert sum(Fraction(one["rounding"]) for one in parts) == 0
    assert all(abs(Fraction(one["rounding"])) < Fraction(1, 100) for one in parts)
    assert all(
        Fraction(one["exact"]) + Fraction(one["rounding"]) == Fraction(one["amount"]["amount"]) for one in parts
    )


def test_a_statement_is_written_for_the_person(house: OpenHouse) -> None:
    """The document says the part, the article and the rule of rounding, in French, and the name on output only."""
    alpine = worker_books(house)
    allocate(alpine)
    name = {"name": "Ada Lovelace", "party": "person"}
    alpine.ledger.do("name_auxiliary", auxiliary="mbr_001", body=name)
    path = {"year": "2025", "person_id": "mbr_001"}
    pdf = alpine.ledger.do("get_surplus_statement_document", **path)
    pages = PdfReader(BytesIO(b64decode(pdf["content"]))).pages
    text = " ".join(" ".join(page.extract_text() for page in pages).split())
    for said in ("Part travail", "Intérêts aux parts sociales", "Ada Lovelace", "Law 78-763, article 33, 3°"):
        assert said in text, said
    csv = alpine.ledger.do("get_surplus_statement_document", **path, query={"format": "csv", "language": "en"})
    content = b64decode(csv["content"]).decode() if csv["encoding"] == "base64" else csv["content"]
    assert "Labour share" in content and "12500.00" in content and "5/12" in content


def test_interest_follows_the_days_that_capital_was_held(house: OpenHouse) -> None:
    """Paid in on 1 July, moved on to somebody else on 1 October: days are counted to the day, against plain fractions.
    """
    alpine = worker_books(house)
    for number in (5, 6):
        admitted(alpine, f"mbr_00{number}", number)
    hold(alpine, "mbr_005", 2000, "2025-07-01")
    alpine.ledger.do("transfer_shares", member_id="mbr_005", body={
        "to_member_id": "mbr_006", "count": 500, "effective_on": "2025-10-01", "approval": "board 2025-09-01",
    })  # fmt: skip
    allocate(alpine)
    interest = 3000000
    weights = {f"mbr_00{number}": 25000000 * 365 for number in (1, 2, 3, 4)}
    weights["mbr_005"] = 10000000 * 92 + 7500000 * 92
    weights["mbr_006"] = 2500000 * 92
    for member, weight in weights.items():
        shown = alpine.ledger.do("get_surplus_statement", year="2025", person_id=member)
        part = next(one for one in shown["parts"] if one["part"] == "interest")
        assert part["weight"] == str(weight)
        exact = Fraction(interest * weight, sum(weights.values()))
        assert Fraction(part["exact"]) == exact / 100 and abs(Money.parse(part["amount"]["amount"]).minor - exact) < 1


def test_leavers_have_interest_as_the_statutes_say(house: OpenHouse) -> None:
    """Who left at the end of April has interest for 120 days, or none where the statutes ask for holders at the end."""
    for said, interested in (("pro_rata", ["mbr_001", "mbr_002"]), ("none", ["mbr_001"])):
        alpar = house("alpar", overrides={
            "statutes.shares.maximum": None, "statutes.economy.surplus.interest": "1/10",
            "statutes.economy.surplus.interest_of_leavers": said,
        })  # fmt: skip
        for number, name in enumerate(("mbr_001", "mbr_002"), 1):
            admitted(alpar, name, number)
            hold(alpar, name, 1, "2025-01-01", 100)
        left = {"member_id": "mbr_002", "left_on": "2025-04-30", "reason": "resignation"}
        assert tell(alpar, "membership.member.left.v1", "members/mbr_002", left) == "handled"
        earn(alpar, "1000.00", account="707")
        alpar.ledger.do("draw_up_accounts", year="2025")
        proposal = alpar.ledger.do("propose_surplus", body={"year": 2025})
        assert [one["member_id"] for one in proposal["interest"]] == interested
        if said == "pro_rata":
            assert [one["weight"] for one in proposal["interest"]] == [str(10000 * 365), str(10000 * 120)]
