"""What stands beside the figures: no names of persons in labels, known values on axes, documents by their digests."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from services.commons.refusals import Refusal
from services.commons.storage import Unit
from services.ledger.journal.guards import GUARDS, guards_posting
from services.ledger.journal.rules import DraftLine
from tests.house import House
from tests.unit.ledger.books import accept, balance, entry, eur, lines, refused, tell

OpenHouse = Callable[..., House]


class TooGreen(Refusal):
    """A room has something against an entry."""

    code, status = "too_green", 409
    sentence = "Not that green."


def named(house: House) -> None:
    """Let the books know a person by name."""
    accept(house, "mbr_1")
    house.ledger.do("name_auxiliary", auxiliary="mbr_1", body={"name": "Zoé Le Goff"})


def test_a_name_in_a_label_is_refused_with_the_id_to_write(house: OpenHouse) -> None:
    """In label or reference, alone or in a batch, whatever the spelling; the refusal does not repeat the name."""
    alpar = house("alpar")
    plain = entry("512", "741", "1.00")
    alpar.ledger.do("post_entry", body={**plain, "label": "Refund to LE GOFF Zoe"})  # nobody is known by that name yet
    named(alpar)
    for where, written in (("label", "Refund to LE GOFF Zoe"), ("reference", "zoé le-goff 12")):
        refusal = refused(alpar, "post_entry", body={**plain, where: written})
        assert refusal.code == "personal_name_in_label"
        assert refusal.values == {"where": where, "auxiliary": "mbr_1"} and "Goff" not in refusal.detail
    wrong = {**plain, "label": "Gift of Zoé Le Goff"}
    made = alpar.ledger.do("post_entry_batch", body={"mode": "continue", "entries": [plain, wrong, plain]})
    assert [one["outcome"] for one in made["results"]] == ["posted", "refused", "posted"]
    assert refused(alpar, "post_entry_batch", body={"entries": [plain, wrong]}).errors[0]["pointer"] == "/entries/1"
    alpar.ledger.do("post_entry", body={**plain, "label": "Refund to mbr_1, le golf"})
    first = alpar.ledger.do("list_entries", query={"limit": "1"})["data"][0]
    refusal = refused(alpar, "reverse_entry", entry_id=first["id"], body={"label": "Zoé Le Goff again"})
    assert refusal.code == "personal_name_in_label"
    alpar.ledger.do("reverse_entry", entry_id=first["id"], body={})
    subscribed = alpar.ledger.do("subscribe_shares", member_id="mbr_1", body={"count": 1})
    paid = {"amount": eur("10.00"), "reference": "Zoé Le Goff, first part"}
    refusal = refused(alpar, "pay_shares", subscription_id=subscribed["id"], body=paid)
    assert refusal.code == "personal_name_in_label"


def test_axes_carry_known_values_only(house: OpenHouse) -> None:
    """Activities come by their event with their establishment, groups by statutes, others are told; an end is kept."""
    coopaname = house("coopaname")
    data = {"activity_id": "act_1", "code": "A001", "establishment": "est-x", "owner_ids": ["mbr_1"], "group_id": None,
            "opened_on": "2026-01-01"}  # fmt: skip
    assert tell(coopaname, "membership.activity.opened.v1", "activities/act_1", data) == "handled"
    place = coopaname.ledger.do("list_axis_values", axis="establishment", query={"limit": "1"})["data"][0]["value"]
    known = {"activity": "act_1", "establishment": "est-x"}

    def with_axes(**axes: str) -> dict[str, Any]:
        return {**entry("512", "706", "1.00"), "lines": lines("512", "706", "1.00", **axes)}

    for axes in (known, {"establishment": place}):
        coopaname.ledger.do("post_entry", body=with_axes(**axes))
    for axis in ("activity", "establishment", "working_group", "funding_source"):
        refusal = refused(coopaname, "post_entry", body=with_axes(**{axis: "nowhere"}))
        assert refusal.code == "unknown_axis_value" and refusal.values["value"] == "nowhere"
    told = {"value": "erdf", "label": "European fund", "until": "2026-03-01"}
    coopaname.ledger.do("tell_axis_value", axis="funding_source", body=told)
    listed = coopaname.ledger.do("list_axis_values", axis="funding_source")["data"]
    assert listed == [{"axis": "funding_source", **told}]
    assert refused(coopaname, "post_entry", body=with_axes(funding_source="erdf")).code == "unknown_axis_value"
    earlier = {**with_axes(funding_source="erdf"), "date": "2026-03-01"}
    both = {"mode": "continue", "entries": [earlier, with_axes(funding_source="erdf")]}
    assert coopaname.ledger.do("post_entry_batch", body=both)["posted"] == 1
    coopaname.ledger.do("tell_axis_value", axis="funding_source", body={"value": "erdf", "label": "ERDF"})
    coopaname.ledger.do("post_entry", body=with_axes(funding_source="erdf"))
    told = {"value": "x", "label": "X"}
    for axis in ("activity", "colour"):
        assert refused(coopaname, "tell_axis_value", axis=axis, body=told).code == "unknown_axis"
    assert refused(coopaname, "list_axis_values", axis="colour").code == "unknown_axis"


def document(digit: str, **more: str) -> dict[str, str]:
    """Write a document by its digest."""
    return {"name": f"invoice-{digit}.pdf", "media": "application/pdf", "sha256": digit * 64, **more}


def test_documents_are_attached_when_posting_and_after(house: OpenHouse) -> None:
    """An entry shows what it rests on; rows are only added, and a digest once for each entry."""
    alpar = house("alpar")
    given = {**entry("607", "512", "3.00"), "attachments": [document("a"), document("b", url="https://x.example/b")]}
    posted = alpar.ledger.do("post_entry", body=given)
    assert alpar.ledger.do("get_entry", entry_id=posted["id"]) == posted
    assert [one["sha256"][0] for one in posted["attachments"]] == ["a", "b"]
    made = alpar.ledger.do("post_entry_batch", body={"entries": [entry("607", "512", "1.00"), given]})
    second = alpar.ledger.do("get_entry", entry_id=made["results"][1]["id"])
    assert [one["url"] for one in second["attachments"]] == [None, "https://x.example/b"]
    shown = alpar.ledger.do("attach_document", entry_id=posted["id"], body=document("c"))
    assert [one["sha256"][0] for one in shown["attachments"]] == ["a", "b", "c"]
    assert refused(alpar, "attach_document", entry_id=posted["id"], body=document("a")).code == "already_attached"
    assert refused(alpar, "attach_document", entry_id="ent_99", body=document("a")).code == "not_found"
    for wrong in ({"sha256": "A" * 64}, {"media": "pdf"}, {"url": "javascript:alert(1)"}, {"content": "…"}):
        asked = {"entry_id": posted["id"], "body": {**document("d"), **wrong}}
        assert refused(alpar, "attach_document", **asked).code == "invalid_request"
    twice = {**given, "attachments": [document("a"), document("a")]}
    assert refused(alpar, "post_entry", body=twice).code == "invalid_request"
    for number in range(17):
        alpar.ledger.do("attach_document", entry_id=posted["id"], body={**document("0"), "sha256": f"{number:064x}"})
    assert refused(alpar, "attach_document", entry_id=posted["id"], body=document("e")).code == "attachments_full"
    pending = alpar.ledger.do("make_pending_entry", body={**given, "expires_on": "2026-03-09"})
    kept = alpar.ledger.do("post_pending_entry", pending_entry_id=pending["id"], body={})
    assert [one["name"] for one in kept["attachments"]] == ["invoice-a.pdf", "invoice-b.pdf"]
    with pytest.raises(DBAPIError), alpar.ledger.database.transaction() as session:
        session.execute(text("UPDATE attachments SET name = 'other'"))


def test_rooms_guard_what_is_posted(house: OpenHouse) -> None:
    """A guard sees the lines of its axis, of all entries together, and nothing is asked when there are none."""
    alpar = house("alpar")
    alpar.ledger.do("tell_axis_value", axis="working_group", body={"value": "green", "label": "Green"})
    asked: list[int] = []

    @guards_posting(axis="working_group")
    def at_most_five_euros(unit: Unit, given: Sequence[DraftLine]) -> Refusal | None:
        asked.append(len(given))
        return TooGreen() if sum(line.amount for line in given) > 500 else None

    def green(amount: str) -> dict[str, Any]:
        return {**entry("606", "512", amount), "lines": lines("606", "512", amount, working_group="green")}

    try:
        alpar.ledger.do("post_entry", body=entry("606", "512", "9.00"))
        assert asked == []
        assert refused(alpar, "post_entry", body=green("5.01")).code == "too_green"
        pending = {**green("5.01"), "expires_on": "2026-03-09"}
        assert refused(alpar, "make_pending_entry", body=pending).code == "too_green"
        entries = [green("2.00"), entry("606", "512", "1.00"), green("4.00"), green("3.00"), green("0.01")]
        made = alpar.ledger.do("post_entry_batch", body={"mode": "continue", "entries": entries})
        assert [one["outcome"] for one in made["results"]] == ["posted", "posted", "refused", "posted", "refused"]
        assert refused(alpar, "post_entry_batch", body={"entries": entries}).code == "too_green"
    finally:
        GUARDS[:] = [guard for guard in GUARDS if guard.judge is not at_most_five_euros]
    assert balance(alpar, "606") == "15.00"
    alpar.ledger.do("post_entry", body=green("5.01"))
