"""The ways in; what a poll makes public is read without any key."""

from __future__ import annotations

from services.voting.contract import voting

from . import refusals, shapes

get_board = voting.download(
    "get_board", "GET /polls/{poll_id}/board", produces=("application/json",), anonymous=True,
    summary="Download all that a poll made public, to be verified by anyone",
)  # fmt: skip
list_board_heads = voting.query(
    "list_board_heads", "GET /polls/{poll_id}/board/heads", returns=shapes.HeadView, paged=True, anonymous=True,
    summary="List the signed heads of a board, with the signatures of those who witnessed them",
)  # fmt: skip
get_board_receipt = voting.query(
    "get_board_receipt", "GET /polls/{poll_id}/board/receipts/{tracker}", returns=shapes.Receipt, anonymous=True,
    snapshot=True, refuses=[refusals.NotOnBoard], summary="Prove that a ballot is on the board",
)  # fmt: skip
get_board_consistency = voting.query(
    "get_board_consistency", "GET /polls/{poll_id}/board/consistency", returns=shapes.ConsistencyView,
    query=shapes.ConsistencyQuery, anonymous=True, snapshot=True, refuses=[refusals.NoSuchHead],
    summary="Prove that a board is the continuation of an earlier one",
)  # fmt: skip
get_board_key = voting.query(
    "get_board_key", "GET /board/key", returns=shapes.KeysView, anonymous=True,
    summary="Look at the public keys that sign boards and promise ballots a place",
)  # fmt: skip
replace_board_key = voting.command(
    "replace_board_key", "POST /board/key", returns=shapes.KeysView, scope="board:write",
    summary="Make a new key for boards; the one before stays published and endorses it",
)  # fmt: skip
list_witnessed_heads = voting.query(
    "list_witnessed_heads", "GET /board/witnessed", returns=shapes.WitnessedView, query=shapes.WitnessedQuery,
    paged=True, scope="board:read", summary="List the heads of other cooperatives, and which were not signed and why",
)  # fmt: skip

