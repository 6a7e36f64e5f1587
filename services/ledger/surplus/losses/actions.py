"""Proposes how losses are covered, and posts it once an assembly has adopted it."""

from __future__ import annotations

from datetime import date
from typing import Any

from services.commons.bindings import answers
from services.commons.money import Money
from services.commons.proposals import EffectRow, Proposal, carries_out, propose
from services.commons.proposals.tables import ProposalRow
from services.commons.refusals import NotFound
from services.commons.storage import Unit
from services.ledger.capital.losses import LOSS, LOSSES_BROUGHT_FORWARD, losses_now
from services.ledger.contract import proposals
from services.ledger.journal.posting import hold_the_book, post
from services.ledger.journal.rules import Draft, credit, debit
from services.ledger.journal.tables import entry_seq
from services.ledger.journal.undoing import undo_entries
from services.ledger.reports.balances import balances_on
from services.ledger.surplus.contract import SurplusRuleBroken
from services.ledger.surplus.places import RESERVES, assembly_day
from services.ledger.surplus.rules import cover_losses
from services.voting.polls.contract import resolution_adopted, resolution_annulled

from . import contract


@answers(contract.propose_loss_cover)
def propose_loss_cover(unit: Unit, body: dict[str, Any]) -> dict[str, Any]:
    """Propose a cover; what exceeds a reserve or the losses is refused."""
    hold_the_book(unit)
    asked: dict[str, int] = {}
    for name, amount in body.items():
        asked[RESERVES[name]] = asked.get(RESERVES[name], 0) + amount.minor
    ground = _ground(unit)
    losses, reserves = ground["losses"], ground["reserves"]
    if not losses:
        raise contract.NoLosses()
    law = unit.rules.law("reserves.indivisible").article
    cover = cover_losses(losses, reserves, asked, (law, law), brought_forward=LOSSES_BROUGHT_FORWARD)
    limits = [
        {"rule": one.rule, "value": one.value, "side": one.side, "bound": one.bound, "source": one.article,
         "holds": one.holds}
        for one in cover.limits
    ]  # fmt: skip
    for one in cover.limits:
        if not one.holds:
            raise SurplusRuleBroken(
                article=one.article, rule=one.rule, value=Money(one.value, unit.currency),
                side=one.side.replace("_", " "), bound=Money(one.bound, unit.currency),
            )  # fmt: skip
    content = {
        "losses": losses, "reserves": cover.covered, "reduced": cover.reduced, "carried": cover.carried,
        "limits": limits,
    }  # fmt: skip
    covered = Money(sum(cover.covered.values()), unit.currency)
    summary = f"Losses: {covered} {unit.currency} covered out of reserves, the rest carried forward"
    row = propose(unit, proposals, "cover_losses", content, ground, summary=summary)
    return _shown(unit, row)


@answers(contract.get_loss_proposal)
def get_loss_proposal(unit: Unit, proposal_id: str) -> dict[str, Any]:
    """Show a proposal as it was made."""
    row = unit.session.get(ProposalRow, proposal_id)
    if row is None or row.effect != "cover_losses":
        raise NotFound(what="loss proposal", id=proposal_id)
    return _shown(unit, row)


def _ground(unit: Unit) -> dict[str, dict[str, int]]:
    """Return what stands on the accounts of losses and reserves, in minor units."""
    balances = {account: credited - debited for account, (debited, credited) in
                balances_on(unit.session, date.max).items()}  # fmt: skip
    return {
        "losses": losses_now(unit),
        "reserves": {account: balances.get(account, 0) for account in sorted(set(RESERVES.values()))},
    }


def _ground_now(unit: Unit, proposal: Proposal) -> dict[str, Any]:
    hold_the_book(unit)
    return _ground(unit)


def uncover(unit: Unit, proposal: Proposal, settled: EffectRow, annulled: dict[str, Any]) -> dict[str, Any]:
    """Put the losses back where they stood, and what covered them back into the reserves."""
    hold_the_book(unit)
    seqs = [seq for one in settled.links["entries"] if (seq := entry_seq(one)) is not None]
    posted = undo_entries(unit, seqs, proposal.id, date.fromisoformat(annulled["annulled_on"]))
    return {"entries": [entry.id for entry in posted]}


@carries_out(
    resolution_adopted, effect="cover_losses", events=proposals, ground=_ground_now, annulled=resolution_annulled,
    undo=uncover,
)
def carry_out(unit: Unit, proposal: Proposal, adopted: dict[str, Any]) -> dict[str, Any]:
    """Post the cover on the assembly's day: D reserves / C losses, and what is left of a year's loss to 119."""
    def money(minor: int) -> Money:
        return Money(minor, unit.currency)

    content = proposal.content
    lines = [debit(account, money(amount)) for account, amount in sorted(content["reserves"].items())]
    lines += [credit(account, money(amount)) for account, amount in sorted(content["reduced"].items()) if amount]
    if content["carried"]:
        lines += [debit(LOSSES_BROUGHT_FORWARD, money(content["carried"])), credit(LOSS, money(content["carried"]))]
    if not lines:
        return {"entries": []}
    draft = Draft("operations", assembly_day(adopted), "Losses covered and carried forward", tuple(lines),
                  reference=adopted["resolution_id"], metadata={"source": proposal.id})  # fmt: skip
    return {"entries": [entry.id for entry in post(unit, [draft])]}


def _shown(unit: Unit, row: ProposalRow) -> dict[str, Any]:
    content = row.content

    def amounts(of: dict[str, int]) -> list[dict[str, Any]]:
        return [{"account": account, "amount": Money(minor, unit.currency)} for account, minor in sorted(of.items())]

    return {
        "id": row.id, "digest": row.digest, "losses": amounts(content["losses"]),
        "reserves": amounts(content["reserves"]), "covered": Money(sum(content["reserves"].values()), unit.currency),
        "carried_forward": Money(
            sum(content["losses"].values()) - sum(content["reserves"].values()), unit.currency
        ),
        "limits": [
            {**one, "value": Money(one["value"], unit.currency), "bound": Money(one["bound"], unit.currency)}
            for one in content["limits"]
        ],
    }  # fmt: skip
