"""Makes proposals, and tells when one cannot be put to the vote any more."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ..canonical import digest
from ..ids import new_id
from ..refusals import Refusal
from ..storage.unit import Unit
from .contract import ProposalEvents
from .tables import ProposalRow


@dataclass(frozen=True)
class Proposal:
    """A proposal as the service that made it keeps it."""

    id: str
    effect: str
    content: dict[str, Any]
    ground: dict[str, Any]
    digest: str

    @classmethod
    def of(cls, row: ProposalRow) -> Proposal:
        """Return the proposal that a row holds."""
        return cls(row.id, row.effect, row.content, row.ground, row.digest)


def propose(
    unit: Unit, events: ProposalEvents, effect: str, content: dict[str, Any], ground: dict[str, Any], *,
    summary: str, assembly: str = "ordinary", seats: int | None = None, about_person: bool = False,
    either_way: bool = False,
) -> ProposalRow:  # fmt: skip
    """Make an immutable proposal and tell it; ``ground`` is the state (JSON) that must still hold when adopted.

    ``assembly`` is the kind of assembly that the vote needs, ``about_person`` asks for the ballot of votes on persons,
    and ``either_way`` says that a rejection takes effect too. The summary goes into events: it names nobody.
    """
    row = ProposalRow(
        id=new_id("prp"), effect=effect, content=content, ground=ground, summary=summary, assembly=assembly,
        about_person=about_person, made_at=unit.now, made_by=unit.actor.id, withdrawn=None,
        digest=digest_of(effect, content, ground),
    )  # fmt: skip
    unit.session.add(row)
    unit.session.flush()
    unit.emit(events.made, f"proposals/{row.id}", {
        "proposal_id": row.id, "effect": effect, "digest": row.digest, "summary": summary, "assembly": assembly,
        "seats": seats, "about_person": about_person, "either_way": either_way, "made_at": row.made_at,
    })  # fmt: skip
    return row


def digest_of(effect: str, content: dict[str, Any], ground: dict[str, Any]) -> str:
    """Return the digest that fixes the text of a proposal."""
    return digest({"effect": effect, "content": content, "ground": ground})


def take_back(unit: Unit, events: ProposalEvents, row: ProposalRow, reason: Refusal) -> None:
    """Withdraw a proposal for good and tell why; withdrawn before, it stays withdrawn for the first reason."""
    if row.withdrawn is not None:
        return
    row.withdrawn = reason.problem()
    unit.session.flush()
    unit.emit(events.withdrawn, f"proposals/{row.id}", {
        "proposal_id": row.id, "effect": row.effect, "reason": row.withdrawn,
    })  # fmt: skip
