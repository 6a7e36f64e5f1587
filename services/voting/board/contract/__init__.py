"""What strangers may see of boards: shapes, refusals, operations and events."""

from .events import board_cosignature_relayed, board_head_cosigned, board_head_refused, board_head_signed
from .operations import (
    get_board,
    get_board_consistency,
    get_board_key,
    get_board_receipt,
    list_board_heads,
    list_witnessed_heads,
    replace_board_key,
)

__all__ = [
    "board_cosignature_relayed", "board_head_cosigned", "board_head_refused", "board_head_signed", "get_board",
    "get_board_consistency", "get_board_key", "get_board_receipt", "list_board_heads", "list_witnessed_heads",
    "replace_board_key",
]  # fmt: skip
