"""Losses are covered out of reserves by an assembly alone, and carried forward as far as they are not."""

from __future__ import annotations

from services.ledger.proof.check import check
from tests.house import House
from tests.unit.ledger.books import adopt, balance, entry, eur, refused, settled
from tests.unit.ledger.surplus.cooperatives import OpenHouse, approve


def losing(house: OpenHouse) -> House:
    """Open a cooperative that came with EUR 15,000 of reserves and lost EUR 20,000 in 2025."""
    alpine = house("alpine-aluminium")
    old = entry("512", "1068", "15000.00", date="2025-01-01", journal="opening")
    alpine.ledger.do("post_entry", body=old)
    alpine.ledger.do("post_entry", body=entry("601", "512", "20000.00", date="2025-06-30"))
    approve(alpine)
    return alpine


def test_reserves_cover_what_an_assembly_says_and_the_rest_is_carried(house: OpenHouse) -> None:
    """EUR 12,000 of other reserves cover a loss of 20,000; 8,000 stand on 119 afterwards."""
    alpine = losing(house)
    proposal = alpine.ledger.do("propose_loss_cover", body={"other_reserves": eur("12000.00")})
    assert (proposal["covered"], proposal["carried_forward"]) == (eur("12000.00"), eur("8000.00"))
    assert proposal["losses"] == [{"account": "129", "amount": eur("20000.00")}]
    assert [one["rule"] for one in proposal["limits"] if one["holds"]] == ["within_losses", "within_1068"]
    assert alpine.ledger.do("get_loss_proposal", proposal_id=proposal["id"]) == proposal
    adopt(alpine, proposal, "cover_losses", "res_2")
    outcome = settled(alpine)
    assert outcome["state"] == "applied", outcome
    assert [balance(alpine, account) for account in ("1068", "129", "119")] == ["-3000.00", "0.00", "8000.00"]
    posted = outcome["links"]["entries"][0]
    assert refused(alpine, "reverse_entry", entry_id=posted, body={}).code == "entry_kept_by_room"
    assert check(alpine.ledger.database).holds
    adopt(alpine, proposal, "cover_losses", "res_3")
    assert settled(alpine)["state"] == "refused" and balance(alpine, "1068") == "-3000.00"


def test_no_more_is_covered_than_reserve_and_losses_hold(house: OpenHouse) -> None:
    """Neither more than the reserve nor more than the losses; without a loss there is nothing to cover."""
    alpine = losing(house)
    more = refused(alpine, "propose_loss_cover", body={"other_reserves": eur("15000.01")})
    assert (more.code, more.values["rule"], more.article) == (
        "surplus_rule_broken", "within_1068", "Law 47-1775, article 16"
    )  # fmt: skip
    beyond = refused(alpine, "propose_loss_cover", body={"other_reserves": eur("20000.01")})
    assert beyond.values["rule"] == "within_losses"
    assert refused(alpine, "get_loss_proposal", proposal_id="prp_9").code == "not_found"
    assert refused(house("alpar"), "propose_loss_cover", body={}).code == "no_losses"


def test_a_loss_that_changed_meanwhile_is_not_covered(house: OpenHouse) -> None:
    """What was covered by something else since is not covered again: the effect is refused."""
    alpine = losing(house)
    proposal = alpine.ledger.do("propose_loss_cover", body={"other_reserves": eur("12000.00")})
    first = alpine.ledger.do("propose_loss_cover", body={})
    adopt(alpine, first, "cover_losses", "res_1")
    assert balance(alpine, "119") == "20000.00"
    adopt(alpine, proposal, "cover_losses", "res_2")
    assert settled(alpine)["reason"]["code"] == "ground_changed" and balance(alpine, "1068") == "-15000.00"
