"""What boards refuse."""

from __future__ import annotations

from services.commons.refusals import Refusal


class NotOnBoard(Refusal):
    """No entry of the board has this hash; ballots come onto it when the poll is closed."""

    code, status = "not_on_board", 404
    sentence = "The board of poll {poll_id} has no entry {tracker}; ballots come onto it when the poll is closed."


class NoSuchHead(Refusal):
    """The board never had this size."""

    code, status = "no_such_head", 422
    sentence = "The board of poll {poll_id} has {size} entries; there is no proof from {first} to {second}."
