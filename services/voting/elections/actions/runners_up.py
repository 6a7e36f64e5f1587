"""Offers a seat that falls vacant to the next in rank of the election that filled it."""

from __future__ import annotations

from sqlalchemy import select

from services.commons.bindings import follows
from services.commons.events.received import Event
from services.commons.storage import Unit
from services.membership.governance.contract import mandate_ended, mandate_seated, seat_declined
from services.voting.elections import contract
from services.voting.elections.actions.reading import body_of
from services.voting.elections.rules import next_in_rank
from services.voting.elections.tables import KnownMandate, SeatOffer
from services.voting.polls.tables import Poll
from services.voting.tally.tables import Tally

# A vote that was annulled leaves no runners-up.
EARLY = ("resigned", "revoked", "deceased", "left")
# There is no seat any more, whoever would be next.
OVER = ("no_vacant_seat", "mandate_ended", "unknown_body")


@follows(mandate_ended)
def offer_vacancy(unit: Unit, event: Event) -> None:
    """Offer the seat of a mandate that ended early, where the statutes fill vacancies so."""
    told = event.data
    if told["reason"] in EARLY and body_of(unit, told["body"])[0].get("vacancy") == "runner_up":
        _offer(unit, told["mandate_id"])


@follows(seat_declined)
def offer_to_the_next(unit: Unit, event: Event) -> None:
    """Keep that a runner-up could not be seated, and offer the seat to the next one."""
    told = event.data
    offer = unit.session.scalars(
        select(SeatOffer).where(SeatOffer.mandate_id == told["mandate_id"], SeatOffer.member_id == told["member_id"])
    ).first()
    if offer is None or offer.state != "offered":
        return
    offer.state, offer.code = "declined", told["code"]
    unit.session.flush()
    if told["code"] not in OVER:
        _offer(unit, told["mandate_id"])


@follows(mandate_seated)
def keep_seated(unit: Unit, event: Event) -> None:
    """Keep that a runner-up took the seat."""
    told = event.data
    if told.get("replaces") is None:
        return
    offer = unit.session.get(SeatOffer, (told["resolution_id"], told["member_id"]))
    if offer is not None:
        offer.state = "seated"


def _offer(unit: Unit, mandate_id: str) -> None:
    mandate = unit.session.get(KnownMandate, mandate_id)
    if mandate is None:
        return
    poll = unit.session.scalars(select(Poll).where(Poll.resolution_id == mandate.resolution_id)).first()
    tally = unit.session.get(Tally, poll.id) if poll is not None else None
    if poll is None or tally is None or poll.state == "annulled":
        return
    offered = select(SeatOffer.member_id).where(SeatOffer.resolution_id == mandate.resolution_id)
    found = next_in_rank(tally.runners_up, unit.session.scalars(offered))
    if found is None:
        return
    rank, member_id = found
    unit.session.add(SeatOffer(
        resolution_id=mandate.resolution_id, member_id=member_id, mandate_id=mandate_id, poll_id=poll.id, rank=rank,
        state="offered", offered_at=unit.now,
    ))  # fmt: skip
    unit.emit(contract.runner_up_offered, f"bodies/{mandate.body}", {
        "mandate_id": mandate_id, "body": mandate.body, "resolution_id": mandate.resolution_id, "poll_id": poll.id,
        "member_id": member_id, "rank": rank,
    })  # fmt: skip
