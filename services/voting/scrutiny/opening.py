"""Opens the ballots of a closed poll: in pieces, in worker processes, each piece for good when its transaction ends.

Invariants: nothing is opened while the poll takes ballots; every ballot is opened exactly once, also after a crash,
since the mark of how far the opening came is written with what was opened.
"""

from __future__ import annotations

from sqlalchemy import func, select, text

from services.commons.storage import Unit
from services.commons.workers.offload import offload
from services.voting.ballots.tables import GatheredBallot, PollVoter
from services.voting.board.actions.entering import enter
from services.voting.polls.standing import standing_candidates
from services.voting.polls.tables import Poll
from services.voting.rolls.tables import RollEntry
from services.voting.scrutiny.contract.refusals import BallotsBeingOpened, KeySharesMissing
from services.voting.scrutiny.keys import held_key, scrutineers_of, void
from services.voting.scrutiny.reading import read_piece
from services.voting.scrutiny.sealing import OVERHEAD
from services.voting.scrutiny.tables import PollKey

AT_ONCE = 2_000  # in the request that asks for it: well below a second
# A piece is read from the tables and its sums written on the hub: twenty milliseconds of it.
_PIECE = 1_000
_PIECE_BYTES = 2 << 20
TASK = "opening"
_COUNT = text(
    """
    INSERT INTO opened_ballots (poll_id, cell, digest, vote, ballots)
    SELECT :poll_id, cell, digest, vote, ballots FROM unnest(
        CAST(:cells AS bigint[]), CAST(:digests AS text[]), CAST(:votes AS jsonb[]), CAST(:ballots AS bigint[])
    ) AS read (cell, digest, vote, ballots)
    ON CONFLICT (poll_id, cell, digest) DO UPDATE SET ballots = opened_ballots.ballots + excluded.ballots
    """
)


def end_sealing(unit: Unit, poll: Poll) -> None:
    """End the sealing of a poll that has closed, or was annulled: then nothing is ever opened."""
    key = held_key(unit, poll.id)
    if key is None:
        return
    key.salt = None
    if poll.state == "annulled":
        void(unit, poll.id)
        return
    key.ballots = unit.session.scalar(select(func.count()).where(GatheredBallot.poll_id == poll.id)) or 0
    key.state = "waiting" if key.private_key is None else "opening"
    if key.state == "opening":
        _wake(unit)


def begin_opening(unit: Unit, poll: Poll, key: PollKey) -> None:
    """Open the ballots now if they are few; of many, only wake the task that opens them in the background."""
    if key.ballots > AT_ONCE:
        _wake(unit)
        return
    while key.state == "opening":
        open_piece(unit, poll, key)


def require_opened(unit: Unit, poll: Poll) -> PollKey:
    """Return the key of a poll whose ballots are all opened; refuse while shares are missing or ballots sealed."""
    key = held_key(unit, poll.id)
    assert key is not None, "a secret poll has a key from its opening on"
    if key.state == "waiting":
        handed = sum(one.handed_in_at is not None for one in scrutineers_of(unit, key))
        raise KeySharesMissing(poll_id=poll.id, handed_in=handed, threshold=key.threshold)
    if key.state == "opening":
        begin_opening(unit, poll, key)
    if key.state == "opening":
        raise BallotsBeingOpened(poll_id=poll.id, opened=key.opened, ballots=key.ballots)
    return key


def open_piece(unit: Unit, poll: Poll, key: PollKey) -> None:
    """Open the next ballots of a poll that is held alone; after the last ones, publish the key."""
    assert key.private_key is not None and key.message_bytes is not None
    size = max(1, min(_PIECE, _PIECE_BYTES // (key.message_bytes + OVERHEAD)))
    box = GatheredBallot.__table__
    rows = unit.session.execute(
        select(box.c.ballot_hash, box.c.cell, box.c.sealed)
        .where(box.c.poll_id == poll.id, box.c.ballot_hash > key.last_opened)
        .order_by(box.c.ballot_hash).limit(size)
    ).all()  # fmt: skip
    if rows:
        read = offload(read_piece, bytes.fromhex(key.private_key), poll.id, poll.method,
                       standing_candidates(unit, poll.id), poll.maximum_choices,
                       [(row.cell, bytes(row.sealed)) for row in rows])  # fmt: skip
        unit.session.execute(_COUNT, {"poll_id": poll.id, **read})
        key.opened, key.last_opened = key.opened + len(rows), rows[-1].ballot_hash
    if len(rows) < size:
        _finish(unit, poll, key)
    unit.session.flush()


def _finish(unit: Unit, poll: Poll, key: PollKey) -> None:
    """Publish the private key, so that anyone can count again; withhold it where a cell is too small to hide anyone."""
    smallest = int((poll.terms.get("smallest_cell") or {}).get("value", 0))
    key.withheld = 0 < _smallest_group(unit, poll) < smallest
    if key.withheld:
        key.private_key = None
    key.state, key.opened_at = "opened", unit.now
    handed_in = [one.member_id for one in scrutineers_of(unit, key) if one.handed_in_at is not None]
    enter(unit, poll.id, "key", {
        "held_by": key.held_by, "threshold": key.threshold, "handed_in": handed_in, "ballots": key.ballots,
        "withheld": key.withheld, "private_key": key.private_key,
    })  # fmt: skip


def _smallest_group(unit: Unit, poll: Poll) -> int:
    """Return how many voted together in the smallest cell, by credential or on paper: each is told from the others."""
    sealed = select(func.count().label("votes")).where(GatheredBallot.poll_id == poll.id)
    papers = (
        select(func.count()).select_from(PollVoter).join(RollEntry, RollEntry.member_id == PollVoter.member_id)
        .where(PollVoter.poll_id == poll.id, PollVoter.way != "credential", RollEntry.roll_id == poll.roll_id)
    )  # fmt: skip
    groups = sealed.group_by(GatheredBallot.cell).union_all(papers.group_by(RollEntry.college, RollEntry.weight))
    found = groups.subquery()
    return unit.session.scalar(select(func.min(found.c.votes))) or 0


def _wake(unit: Unit) -> None:
    unit.session.info.setdefault("wakes", set()).add(TASK)
