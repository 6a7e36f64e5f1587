"""The urns of credentials and the box of ballots: filled when a secret poll opens, gathered when it ends, and read."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import chain

from sqlalchemy import Integer, Text, delete, func, insert, select, text
from sqlalchemy import cast as as_type
from sqlalchemy.dialects.postgresql import distinct_on

from services.commons.storage import Unit
from services.commons.workers.offload import offload
from services.voting.ballots.actions.forms import forget_form
from services.voting.ballots.actions.room import hands_of, uncounted
from services.voting.ballots.contract.refusals import PapersNotCounted
from services.voting.ballots.minting import mint
from services.voting.ballots.rules import spares
from services.voting.ballots.tables import (
    BallotCell,
    CastBallot,
    GatheredBallot,
    NamedBallot,
    PaperCount,
    PollVoter,
    UnissuedCredential,
)
from services.voting.board.actions.entering import enter_ballots
from services.voting.polls.tables import Poll
from services.voting.rolls.tables import RollEntry
from services.voting.scrutiny.keys import begin_sealing
from services.voting.scrutiny.opening import end_sealing, require_opened
from services.voting.scrutiny.tables import OpenedBallot
from services.voting.tally.contract import BoxOutOfBalance, HandsNotCounted

_FILL = text(
    """
    WITH urn AS (
        INSERT INTO unissued_credentials (poll_id, hash, cell, credential)
        SELECT :poll_id, made.hash, made.cell, made.credential FROM unnest(
            CAST(:hashes AS text[]), CAST(:cells AS bigint[]), CAST(:credentials AS text[])
        ) AS made (hash, cell, credential)
    )
    INSERT INTO credentials (poll_id, hash, cell)
    SELECT :poll_id, made.hash, made.cell
    FROM unnest(CAST(:hashes AS text[]), CAST(:cells AS bigint[])) AS made (hash, cell)
    """
)


@dataclass(frozen=True)
class ProfileRow:
    """One vote in its kept form as JSON (``null``: a null one), and how many votes of a college say so."""

    vote: str
    votes: int
    college: str | None


def fill(unit: Unit, poll: Poll) -> None:
    """Fix the key of a poll that opens, and make every credential, spares included, before anyone gets one.

    All rows come into being in one transaction, in the order of their hashes; issuing later writes to none of them,
    so nothing about a credential's row can be set beside the moment at which a member got it.
    """
    begin_sealing(unit, poll)
    electors = select(RollEntry.college, RollEntry.weight, func.count()).where(RollEntry.roll_id == poll.roll_id)
    grouped = electors.group_by(RollEntry.college, RollEntry.weight)
    cells = unit.session.execute(grouped.order_by(RollEntry.college.nulls_first(), RollEntry.weight)).all()
    unit.session.execute(insert(BallotCell), [
        {"poll_id": poll.id, "cell": cell, "college": college, "weight": weight, "electors": number}
        for cell, (college, weight, number) in enumerate(cells)
    ])  # fmt: skip
    made = offload(mint, [number + spares(number) for _, _, number in cells])
    hashes, within, credentials = (list(column) for column in zip(*made, strict=True))
    unit.session.execute(
        _FILL, {"poll_id": poll.id, "hashes": hashes, "cells": within, "credentials": credentials}
    )


def gather(unit: Unit, poll: Poll) -> None:
    """End the voting: what was not issued is destroyed, and the ballots are written anew in the order of their hashes.

    A row keeps its place in the table and the number of its transaction, both of which tell the order of arrival.
    Written anew in one transaction, all ballots have the same number and stand in an order that tells nothing. Their
    credentials' hashes are left behind: whoever kept credentials finds no ballot by them any more.
    """
    session = unit.session
    session.execute(delete(UnissuedCredential).where(UnissuedCredential.poll_id == poll.id))
    cast = CastBallot.__table__
    columns = (cast.c.poll_id, cast.c.ballot_hash, cast.c.cell, cast.c.sealed)
    ordered = select(*columns).where(cast.c.poll_id == poll.id).order_by(cast.c.ballot_hash)
    session.execute(insert(GatheredBallot).from_select(["poll_id", "ballot_hash", "cell", "sealed"], ordered))
    session.execute(delete(CastBallot).where(CastBallot.poll_id == poll.id))
    forget_form(unit, poll.id)
    end_sealing(unit, poll)
    if poll.state != "annulled":
        box, cell = GatheredBallot.__table__, BallotCell.__table__
        enter_ballots(
            unit, poll.id,
            select(box.c.sealed, cell.c.college, cell.c.weight).where(box.c.poll_id == poll.id)
            .join(cell, (cell.c.poll_id == box.c.poll_id) & (cell.c.cell == box.c.cell)),
        )  # fmt: skip


def profile_of(unit: Unit, poll: Poll) -> Iterable[ProfileRow]:
    """Return each different vote of a closed poll with how many votes say so, by college; every ballot is in once.

    Refuses while shares of the key, the opening of the ballots, or a count by the tellers are missing.
    """
    if poll.ballot == "secret":
        return _secret(unit, poll)
    return _named(unit, poll) if poll.ballot == "named" else _hands(unit, poll)


def papers_of(unit: Unit, poll_id: str) -> list[PaperCount]:
    """Return the closing sheets that count, one for each cell that voted on paper."""
    rows = select(PaperCount).where(PaperCount.poll_id == poll_id).ext(distinct_on(PaperCount.cell))
    return list(unit.session.scalars(rows.order_by(PaperCount.cell, PaperCount.revision.desc())))


def _secret(unit: Unit, poll: Poll) -> Iterable[ProfileRow]:
    key = require_opened(unit, poll)
    session = unit.session
    issued = select(func.count()).where(PollVoter.poll_id == poll.id, PollVoter.way == "credential")
    if key.ballots > (allowed := session.scalar(issued) or 0):
        raise BoxOutOfBalance(poll_id=poll.id, cast=key.ballots, issued=allowed)
    cells = {one.cell: one for one in session.scalars(select(BallotCell).where(BallotCell.poll_id == poll.id))}
    sheets = papers_of(unit, poll.id)
    counted = {sheet.cell for sheet in sheets}
    if missing := [cell for cell in _cells_on_paper(unit, poll) if cell not in counted]:
        raise PapersNotCounted(poll_id=poll.id, cells="; ".join(_said(cells[cell]) for cell in missing))
    # In pieces, since reading a hundred thousand votes at once would hold up whoever else asks for something.
    box = OpenedBallot.__table__
    opened = select(box.c.cell, as_type(box.c.vote, Text), box.c.ballots).where(box.c.poll_id == poll.id)
    rows = session.execute(opened.execution_options(stream_results=True, yield_per=1000))
    on_sheets = ((sheet.cell, json.dumps(one["vote"]), one["papers"]) for sheet in sheets for one in sheet.votes)
    return (
        ProfileRow(vote, ballots * cells[cell].weight, cells[cell].college)
        for cell, vote, ballots in chain(rows, on_sheets)
    )


def _cells_on_paper(unit: Unit, poll: Poll) -> list[int]:
    """Return the cells of which somebody is written down as voting on paper."""
    votes_in = (BallotCell.weight == RollEntry.weight) & BallotCell.college.is_not_distinct_from(RollEntry.college)
    cells = (
        select(BallotCell.cell).distinct().where(BallotCell.poll_id == poll.id)
        .join(RollEntry, votes_in & (RollEntry.roll_id == poll.roll_id))
        .join(PollVoter, (PollVoter.member_id == RollEntry.member_id) & (PollVoter.poll_id == poll.id))
        .where(PollVoter.way != "credential")
    )  # fmt: skip
    return list(unit.session.scalars(cells.order_by(BallotCell.cell)))


def _said(cell: BallotCell) -> str:
    """Say which cell it is, in a person's words."""
    return f"{cell.college or 'all members'}, {cell.weight} {'vote' if cell.weight == 1 else 'votes'} each"


def _named(unit: Unit, poll: Poll) -> list[ProfileRow]:
    table = NamedBallot.__table__
    last = (
        select(table.c.vote, table.c.weight, table.c.college).where(table.c.poll_id == poll.id)
        .ext(distinct_on(table.c.member_id)).order_by(table.c.member_id, table.c.revision.desc()).subquery()
    )  # fmt: skip
    votes = as_type(func.sum(last.c.weight), Integer)
    sums = select(as_type(last.c.vote, Text), votes, last.c.college).group_by(last.c.vote, last.c.college)
    return [ProfileRow(*row) for row in unit.session.execute(sums)]


def _hands(unit: Unit, poll: Poll) -> list[ProfileRow]:
    """Return what the tellers counted in the room, and the votes of those who took part from afar."""
    counts = hands_of(unit, poll.id)
    from_afar = _named(unit, poll)
    if left := uncounted(unit, poll, poll.closed_at or unit.now):
        colleges = sorted({one.college or "all members" for one in left})
        raise HandsNotCounted(poll_id=poll.id, hands=len(left), of=", ".join(colleges))
    if not counts and not from_afar:
        raise HandsNotCounted(poll_id=poll.id, hands=0, of="all members")
    return from_afar + [
        ProfileRow(json.dumps([word]), votes, one.college)
        for one in counts for word, votes in one.counts.items() if votes
    ]  # fmt: skip
