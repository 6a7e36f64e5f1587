"""The journal is searched by what entries say and carry; each answer pages in either order without loss."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import text

from tests.house import House
from tests.unit.ledger.books import accept, entry, refused

OpenHouse = Callable[..., House]


def found(house: House, **query: str) -> list[str]:
    """Return the labels of the entries that a search finds, over pages of two."""
    labels: list[str] = []
    cursor: str | None = None
    while True:
        asked = {**query, "limit": "2", **({"cursor": cursor} if cursor else {})}
        page = house.ledger.do("list_entries", query=asked)
        labels += [one["label"] for one in page["data"]]
        cursor = page["next_cursor"]
        if cursor is None:
            return labels


def carried(**axes: str) -> Any:
    """Write the lines of an entry whose debit carries axes."""
    return [{"account": "607", "debit": {"amount": "12.34", "currency": "EUR"}, **axes},
            {"account": "401", "credit": {"amount": "12.34", "currency": "EUR"}, "auxiliary": "mbr_1"}]  # fmt: skip


def test_entries_are_found_by_what_they_say_and_carry(house: OpenHouse) -> None:
    """Words of label and reference, amounts, auxiliaries, axes, sources, days and years, alone and together."""
    alpar = house("alpar")
    accept(alpar, "mbr_1")
    for axis, value in (("funding_source", "region"), ("working_group", "garden"), ("establishment", "north")):
        alpar.ledger.do("tell_axis_value", axis=axis, body={"value": value, "label": value.title()})
    for label, day, more in (
        ("Rent of March", "2026-03-02", {"reference": "LEASE-7"}),
        ("Rent of January", "2026-01-05", {}),
        ("Seeds", "2026-02-01", {"lines": carried(funding_source="region", working_group="garden")}),
        ("Tools", "2026-01-20", {"lines": carried(funding_source="region", establishment="north")}),
        ("Rent of February", "2026-02-02", {}),
    ):  # fmt: skip
        alpar.ledger.do("post_entry", body={**entry("613", "512", "700.00", date=day), "label": label, **more})
    assert found(alpar, text="rent") == ["Rent of March", "Rent of January", "Rent of February"]
    assert found(alpar, text="RENT", order="date") == ["Rent of January", "Rent of February", "Rent of March"]
    assert found(alpar, text="january rent") == ["Rent of January"] and found(alpar, text="lease") == ["Rent of March"]
    assert found(alpar, text="re") == [] and found(alpar, text="rent", since="2026-02-01", until="2026-02-28") == [
        "Rent of February"
    ]
    assert found(alpar, amount="12.34") == found(alpar, auxiliary="mbr_1") == ["Seeds", "Tools"]
    assert found(alpar, funding_source="region", order="date") == ["Tools", "Seeds"]
    assert found(alpar, working_group="garden") == ["Seeds"]
    assert found(alpar, account="607", amount="12.34", text="seeds") == ["Seeds"]
    assert found(alpar, establishment="north") == ["Tools"] and found(alpar, activity="act_1") == []
    assert len(found(alpar, amount="700")) == 3 and found(alpar, amount="700", funding_source="region") == []
    assert found(alpar, source="sub_1") == [] and found(alpar, year="2025") == []
    assert refused(alpar, "list_entries", query={"amount": "1.234"}).code == "invalid_request"
    assert refused(alpar, "list_entries", query={"order": "chance"}).code == "invalid_request"


def test_a_rooms_entry_is_found_by_its_record_and_not_reversed_by_hand(house: OpenHouse) -> None:
    """Capital is corrected in the share register: the refusal names the record and who keeps it."""
    alpar = house("alpar")
    accept(alpar, "mbr_1")
    alpar.ledger.do("subscribe_shares", member_id="mbr_1", body={"count": 1})
    posted = alpar.ledger.do("list_entries")["data"][0]
    source = posted["metadata"]["source"]
    assert found(alpar, source=source) == [posted["label"]]
    refusal = refused(alpar, "reverse_entry", entry_id=posted["id"], body={})
    assert refusal.code == "entry_kept_by_room"
    assert refusal.values["source"] == source and "share register" in refusal.detail
    forged = {**entry("512", "741", "1.00"), "metadata": {"source": source}}
    assert refused(alpar, "post_entry", body=forged).code == "invalid_request"


def test_searches_use_their_indexes(house: OpenHouse) -> None:
    """The words, the record and the amount searched for are those that the indexes hold."""
    alpar = house("alpar")
    with alpar.ledger.database.transaction() as session:
        session.execute(text("SET LOCAL enable_seqscan = off"))
        session.execute(text("SET LOCAL enable_sort = off"))
        words = "to_tsvector('simple', label || ' ' || coalesce(reference, ''))"
        for name, condition in (
            ("text", f"{words} @@ plainto_tsquery('simple', 'x')"),
            ("source", "(metadata ->> 'source') = 'x'"),
        ):
            plan = session.execute(text(f"EXPLAIN SELECT seq FROM entries WHERE {condition}")).scalars()
            assert f"ix_entries_{name}" in "\n".join(plan)
        plan = session.execute(text("EXPLAIN SELECT entry FROM lines WHERE abs(amount) = 5")).scalars()
        assert "ix_lines_amount" in "\n".join(plan)
