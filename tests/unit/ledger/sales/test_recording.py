"""Sales by batch, with VAT, to households; returns and reversals."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from services.commons.refusals import Refusal
from tests.house import House
from tests.unit.ledger.books import eur, members, refused

OpenHouse = Callable[..., House]


def sale(external_id: str, amount: str = "10.55", **given: Any) -> dict[str, Any]:
    """Write a sale of 2026."""
    return {"external_id": external_id, "date": "2026-02-01", "amount": eur(amount), **given}


def line(rate: str, net: str, vat: str) -> dict[str, Any]:
    """Write a VAT line."""
    return {"rate": rate, "net": eur(net), "vat": eur(vat)}


def bought(house: House, since: str = "2026-01-01", until: str = "2026-12-31") -> dict[str, str]:
    """Return the base of refunds."""
    shown = house.ledger.do("list_sales_by_member", query={"from": since, "to": until})
    return {row["member_id"]: row["purchases"]["amount"] for row in shown["data"]}


def test_vat_is_told_by_rate_and_checked_against_the_law_of_the_day(house: OpenHouse) -> None:
    """Lines must add up and rates be in force on the day; the refusal names the articles."""
    alpar = house("alpar")
    given = sale("t-1", "16.55", vat_lines=[line("0.055", "10.00", "0.55"), line("0.2", "5.00", "1.00")])
    shown = alpar.ledger.do("record_sale", body=given)
    assert shown["vat"] == eur("1.55")
    assert [one["rate"] for one in shown["vat_lines"]] == ["0.055", "0.2"]
    old = sale("t-2", "1.20", vat_lines=[line("0.196", "1.00", "0.20")])
    refusal = refused(alpar, "record_sale", body=old)
    assert refusal.code == "unknown_vat_rate" and "article 278" in str(refusal.article)
    wrong = sale("t-3", "10.00", vat_lines=[line("0.055", "10.00", "0.55")])
    assert refused(alpar, "record_sale", body=wrong).code == "vat_lines_differ"


def test_a_batch_records_what_is_sound_and_names_the_rest(house: OpenHouse) -> None:
    """Each sale of a batch stands or falls by itself; a second one of the same id in it is known or refused."""
    alpar = house("alpar")
    members(alpar, 1)
    batch = [
        sale("a", member_id="mbr_001"), sale("a", member_id="mbr_001"), sale("a", "9.00", member_id="mbr_001"),
        sale("b", member_id="mbr_9"), sale("c", amount="1.00"),
        {**sale("d"), "amount": {"amount": "1", "currency": "USD"}},
        sale("e", "-1.00", returns="a"), sale("f", "-10.00", returns="a"),
    ]  # fmt: skip
    answered = alpar.ledger.do("record_sales", body={"sales": batch})
    told = [(one["external_id"], one["outcome"], (one["problem"] or {}).get("code")) for one in answered["results"]]
    assert told == [
        ("a", "recorded", None), ("a", "known", None), ("a", "refused", "sale_differs"),
        ("b", "refused", "unknown_buyer"), ("c", "recorded", None), ("d", "refused", "sale_in_wrong_currency"),
        ("e", "recorded", None), ("f", "refused", "return_exceeds_sale"),
    ]  # fmt: skip
    assert (answered["recorded"], answered["known"], answered["refused"]) == (3, 1, 4)
    assert bought(alpar) == {"mbr_001": "9.55"}
    listed = alpar.ledger.do("list_sales", query={"member_id": "mbr_001", "from": "2026-02-01", "to": "2026-02-01"})
    assert [row["external_id"] for row in listed["data"]] == ["a", "e"]


def test_what_comes_back_is_from_who_bought_it_and_after(house: OpenHouse) -> None:
    """A return takes the buyer of its sale; somebody else's, an earlier or an unlinked-to-nothing one is refused."""
    alpar = house("alpar")
    members(alpar, 2)
    alpar.ledger.do("record_sale", body=sale("s", "20.00", member_id="mbr_001"))
    assert alpar.ledger.do("record_sale", body=sale("r", "-5.00", returns="s"))["member_id"] == "mbr_001"
    other = sale("x", "-5.00", returns="s", member_id="mbr_002")
    assert refused(alpar, "record_sale", body=other).values["why"] == "somebody else bought it"
    early = {**sale("x", "-5.00", returns="s"), "date": "2026-01-31"}
    assert refused(alpar, "record_sale", body=early).values["why"] == "it comes back before it was bought"
    assert refused(alpar, "record_sale", body=sale("x", "-5.00", returns="zz")).code == "unknown_sale"
    again = alpar.ledger.do("record_sale", body=sale("r", "-5.00", returns="s"))
    assert again["amount"] == eur("-5.00") and bought(alpar) == {"mbr_001": "15.00"}


def test_a_sale_recorded_by_mistake_is_reversed_once(house: OpenHouse) -> None:
    """The reversal is a row of its own; what was reversed neither comes back nor is reversed again."""
    alpar = house("alpar")
    members(alpar, 1)
    given = sale("s", "10.55", member_id="mbr_001", vat_lines=[line("0.055", "10.00", "0.55")])
    alpar.ledger.do("record_sale", body=given)
    body = {"external_id": "s-undone", "reverses": "s"}
    undone = alpar.ledger.do("reverse_sale", body=body)
    assert (undone["amount"], undone["vat"], undone["date"]) == (eur("-10.55"), eur("-0.55"), "2026-02-01")
    assert bought(alpar) == {"mbr_001": "0.00"}
    assert alpar.ledger.do("reverse_sale", body=body) == undone
    twice = {"external_id": "s-again", "reverses": "s"}
    assert refused(alpar, "reverse_sale", body=twice).code == "sale_already_reversed"
    assert refused(alpar, "reverse_sale", body={**twice, "reverses": "s-undone"}).code == "sale_already_reversed"
    assert refused(alpar, "record_sale", body=sale("r", "-1.00", returns="s")).code == "return_exceeds_sale"
    assert refused(alpar, "reverse_sale", body={**twice, "reverses": "zz"}).code == "unknown_sale"


def test_a_return_that_was_a_mistake_counts_no_more(house: OpenHouse) -> None:
    """Its reversal gives the sale back what can be returned, and lets the sale itself be reversed."""
    alpar = house("alpar")
    alpar.ledger.do("record_sale", body=sale("s", "10.00"))
    alpar.ledger.do("record_sale", body=sale("r", "-10.00", returns="s"))
    body = {"external_id": "s-undone", "reverses": "s"}
    assert refused(alpar, "reverse_sale", body=body).code == "sale_already_reversed"
    alpar.ledger.do("reverse_sale", body={"external_id": "r-undone", "reverses": "r"})
    alpar.ledger.do("record_sale", body=sale("r2", "-4.00", returns="s"))
    alpar.ledger.do("reverse_sale", body={"external_id": "r2-undone", "reverses": "r2"})
    assert alpar.ledger.do("reverse_sale", body=body)["amount"] == eur("-10.00")


def test_a_household_buys_for_its_holder_as_it_was_at_the_sale(house: OpenHouse) -> None:
    """Purchases are the holder's; a household that changes takes nothing with it."""
    alpar = house("alpar")
    members(alpar, 3)
    put = {"members": ["mbr_001", "mbr_002"]}
    assert alpar.ledger.do("put_household", household_id="h1", body=put)["version"] == 1
    alpar.ledger.do("record_sale", body=sale("s", "10.01", household="h1"))
    assert alpar.ledger.do("put_household", household_id="h1", body=put)["version"] == 1
    assert alpar.ledger.do("put_household", household_id="h1", body={"members": ["mbr_003"]})["version"] == 2
    alpar.ledger.do("record_sale", body=sale("t", "5.00", household="h1"))
    alpar.ledger.do("record_sale", body=sale("r", "-1.01", returns="s"))
    assert alpar.ledger.do("get_household", household_id="h1")["members"] == ["mbr_003"]
    assert bought(alpar) == {"mbr_001": "9.00", "mbr_003": "5.00"}
    alpar.ledger.do("reverse_sale", body={"external_id": "r-undone", "reverses": "r"})
    assert bought(alpar) == {"mbr_001": "10.01", "mbr_003": "5.00"}
    assert refused(alpar, "record_sale", body=sale("u", household="h9")).code == "unknown_household"
    both = sale("u", household="h1", member_id="mbr_001")
    assert refused(alpar, "record_sale", body=both).code == "sale_to_two_buyers"
    wrong = {"members": ["mbr_001", "mbr_001"]}
    assert refused(alpar, "put_household", household_id="h2", body=wrong).code == "member_twice_in_household"
    assert refused(alpar, "get_household", household_id="h2").code == "not_found"


def test_the_bylaws_may_share_a_households_purchases_equally(house: OpenHouse) -> None:
    """In equal parts, to the cent."""
    alpar = house("alpar", overrides={"bylaws.sales.household_refunds": "equal_parts"})
    members(alpar, 3)
    alpar.ledger.do("put_household", household_id="h1", body={"members": ["mbr_001", "mbr_002", "mbr_003"]})
    alpar.ledger.do("record_sale", body=sale("s", "10.00", household="h1"))
    assert bought(alpar) == {"mbr_001": "3.34", "mbr_002": "3.33", "mbr_003": "3.33"}


def test_a_file_tells_vat_households_channels_and_returns(house: OpenHouse) -> None:
    """The optional columns of a file come to the same sales; a bad cell refuses its own line."""
    alpar = house("alpar")
    members(alpar, 1)
    alpar.ledger.do("put_household", household_id="h1", body={"members": ["mbr_001"]})
    file = (
        "external_id,member,date,amount,vat_lines,household,channel,register,returns\n"
        "a,,2026-02-01,16.55,0.055:10.00:0.55|0.2:5.00:1.00,h1,group_order,,\n"
        "b,1,2026-02-02,4.00,0:4.00:0.00,,till,r1,\n"
        "c,,2026-02-03,-4.00,,,till,r1,b\n"
        "d,1,2026-02-03,4.00,0.2:x,,till,r1,\n"
        "e,1,2026-02-03,4.00,,,kiosk,r1,\n"
    )
    job = alpar.ledger.run_job("import_sales", upload=file.encode())
    told = [(one["outcome"], (one["problem"] or {}).get("code")) for one in alpar.ledger.lines(job)]
    assert told == [("created", None)] * 3 + [("refused", "row_unacceptable")] * 2
    rows = alpar.ledger.do("list_sales")["data"]
    assert [(row["member_id"], row["household"], row["channel"], row["vat"]["amount"]) for row in rows] == [
        (None, "h1", "group_order", "1.55"), ("mbr_001", None, "till", "0.00"), ("mbr_001", None, "till", "0.00"),
    ]  # fmt: skip
    assert bought(alpar) == {"mbr_001": "16.55"}


def test_the_base_is_paged_by_member(house: OpenHouse) -> None:
    """Every member comes once, whatever the size of a page."""
    alpar = house("alpar")
    names = members(alpar, 5)
    for number, name in enumerate(names):
        alpar.ledger.do("record_sale", body=sale(f"s{number}", member_id=name))
    query, seen = {"from": "2026-01-01", "to": "2026-12-31", "limit": "2"}, []
    while True:
        page = alpar.ledger.do("list_sales_by_member", query=query)
        seen += [row["member_id"] for row in page["data"]]
        if not page.get("next_cursor"):
            break
        query["cursor"] = page["next_cursor"]
    assert seen == names


def test_many_at_once_record_a_sale_once(house: OpenHouse) -> None:
    """The same batch from several tills at the same moment is recorded once."""
    from concurrent.futures import ThreadPoolExecutor

    alpar = house("alpar")
    batch = {"sales": [sale(f"s{number}") for number in range(50)]}
    with ThreadPoolExecutor(3) as pool:
        answers = list(pool.map(lambda _: alpar.ledger.do("record_sales", body=batch), range(3)))
    assert sum(one["recorded"] for one in answers) == 50 and sum(one["known"] for one in answers) == 100
    assert alpar.ledger.do("get_sales_summary")["count"] == 50


def test_returns_at_the_same_moment_do_not_exceed_the_sale(house: OpenHouse) -> None:
    """Of two returns of the whole sale at once, one is refused."""
    from concurrent.futures import ThreadPoolExecutor

    alpar = house("alpar")
    alpar.ledger.do("record_sale", body=sale("s", "10.00"))

    def give_back(number: int) -> str:
        try:
            alpar.ledger.do("record_sale", body=sale(f"r{number}", "-10.00", returns="s"))
            return "recorded"
        except Refusal as refusal:
            return refusal.code

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(give_back, range(2))) == ["recorded", "return_exceeds_sale"]
