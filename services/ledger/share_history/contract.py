"""The import of the shares' history: what is sent, what it comes to, and what is refused."""

from __future__ import annotations

from services.commons.contract import Count, Flag, Text
from services.commons.refusals import Refusal
from services.commons.rulebook.founding import BeforeFounding
from services.commons.sheets import LARGEST_BYTES, SHEET_REFUSALS, SHEET_TYPES, SheetQuery
from services.ledger.capital.contract import (
    MovementBackdated,
    SharesNotHeld,
    SubscriptionOverpaid,
    TransferToSelf,
    UnknownMember,
    UnknownShareType,
    shares_cancelled,
    shares_paid_up,
    shares_redeemed,
    shares_subscribed,
    shares_transferred,
)
from services.ledger.contract import ledger


class HistoryQuery(SheetQuery):
    """How a history is taken over; ``legacy`` admits days before the founding.

    ``shares`` and ``paid_up`` are what the sheet should come to in the end, all members together: where they are given
    and it does not, nothing is taken over.
    """

    legacy = Flag(load_default=False)
    shares = Count(load_default=None)
    paid_up = Text(most=30, load_default=None)


class ShareHistoryDiffers(Refusal):
    """The sums of a history do not add up."""

    code, status = "share_history_differs", 422
    sentence = "{what} comes to {said} in the sheet, and to {found} by the movements before it."


class ShareMovementDiffers(Refusal):
    """A movement that was taken over is what it was; what has the same id and says otherwise is another."""

    code, status = "share_movement_differs", 409
    sentence = "Movement {external_id} was taken over already and said something else."


import_movements = ledger.job(
    "import_share_movements", "POST /imports/share-movements", accepts=SHEET_TYPES, largest=LARGEST_BYTES,
    query=HistoryQuery, scope="capital:write",
    emits=[shares_subscribed, shares_paid_up, shares_transferred, shares_cancelled, shares_redeemed],
    refuses=[ShareHistoryDiffers, ShareMovementDiffers, UnknownMember, UnknownShareType, SubscriptionOverpaid,
             SharesNotHeld, TransferToSelf, MovementBackdated, BeforeFounding, *SHEET_REFUSALS],
    summary="Take over the history of the shares: every movement on its day, all or none, idempotent by external id",
)  # fmt: skip
