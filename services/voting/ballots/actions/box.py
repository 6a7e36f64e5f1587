"""The urn of credentials and the box of ballots: filled when a secret poll opens, gathered when it ends."""

from __future__ import annotations

from sqlalchemy import delete, select, text
from sqlalchemy.dialects.postgresql import insert

from services.commons.storage import Unit
from services.commons.workers.offload import offload
from services.voting.ballots.minting import mint
from services.voting.ballots.rules import spares
from services.voting.ballots.tables import CastBallot, GatheredBallot, UnissuedCredential
from services.voting.polls.tables import Poll
from services.voting.rolls.tables import Roll

_FILL = text(
    """
    WITH urn AS (
        INSERT INTO unissued_credentials (poll_id, hash, credential)
        SELECT :poll_id, made.hash, made.credential
        FROM unnest(CAST(:hashes AS text[]), CAST(:credentials AS text[])) AS made (hash, credential)
    )
    INSERT INTO credentials (poll_id, hash) SELECT :poll_id, unnest(CAST(:hashes AS text[]))
    """
)


def fill(unit: Unit, poll: Poll) -> None:
    """Make every credential of a poll, spares included, before anyone gets one.

    All rows come into being in one transaction, in the order of their hashes; issuing later writes to none of them,
    so nothing about a credential's row can be set beside the moment at which a member got it.
    """
    electors = unit.session.get_one(Roll, poll.roll_id).size
    made = offload(mint, electors + spares(electors))
    unit.session.flush()
    unit.session.execute(_FILL, {
        "poll_id": poll.id, "hashes": [one[0] for one in made], "credentials": [one[1] for one in made],
    })  # fmt: skip


def gather(unit: Unit, poll: Poll) -> None:
    """End the voting: what was not issued is destroyed, and the ballots are written anew in the order of their hashes.

    A row keeps its place in the table and the number of its transaction, both of which tell the order of arrival.
    Written anew in one transaction, all ballots have the same number and stand in an order that tells nothing.
    """
    session = unit.session
    session.execute(delete(UnissuedCredential).where(UnissuedCredential.poll_id == poll.id))
    cast = CastBallot.__table__
    ordered = select(cast).where(cast.c.poll_id == poll.id).order_by(cast.c.credential_hash)
    session.execute(insert(GatheredBallot).from_select(["poll_id", "credential_hash", "choices"], ordered))
    session.execute(delete(CastBallot).where(CastBallot.poll_id == poll.id))
