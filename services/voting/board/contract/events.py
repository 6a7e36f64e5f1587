"""What the voting service tells of boards; heads travel to other cooperatives only where statutes disclose them."""

from __future__ import annotations

from services.voting.contract import voting

from . import shapes

board_head_signed = voting.event("board.head_signed", shapes.HeadSigned, exportable=True)
board_head_cosigned = voting.event("board.head_cosigned", shapes.HeadCosigned, exportable=True)
board_cosignature_relayed = voting.event("board.cosignature_relayed", shapes.CosignatureRelayed, exportable=True)
board_head_refused = voting.event("board.head_refused", shapes.HeadRefused)
