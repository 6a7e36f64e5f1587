"""The imports of cards, addresses and wishes, seats, and working groups."""

from __future__ import annotations

from services.commons.sheets import LARGEST_BYTES, SHEET_REFUSALS, SHEET_TYPES, SheetQuery
from services.membership.cards.contract import CardCodeTaken, CardHeld, card_blocked, card_issued
from services.membership.contacts.contract import TooManyContacts, preferences_changed
from services.membership.contract import membership
from services.membership.governance.contract import mandate_ended, mandate_seated
from services.membership.governance.contract import refusals as governance
from services.membership.privacy.contract import AlreadyPseudonymised
from services.membership.register.contract.refusals import InTheFuture, NotAMember

from .refusals import NobodyKnownAs, SeatDiffers

import_cards = membership.job(
    "import_cards", "POST /imports/cards", accepts=SHEET_TYPES, largest=LARGEST_BYTES, query=SheetQuery,
    scope="members:write", emits=[card_issued, card_blocked],
    refuses=[NobodyKnownAs, NotAMember, InTheFuture, CardCodeTaken, CardHeld, *SHEET_REFUSALS],
    summary="Import the members' cards from a sheet, idempotent by the code on the card",
)  # fmt: skip
import_contacts = membership.job(
    "import_contacts", "POST /imports/contacts", accepts=SHEET_TYPES, largest=LARGEST_BYTES, query=SheetQuery,
    scope="members:write", emits=[preferences_changed],
    refuses=[NobodyKnownAs, InTheFuture, TooManyContacts, AlreadyPseudonymised, *SHEET_REFUSALS],
    summary="Import addresses, telephone numbers and wishes, a line for each person; what was changed since stands",
)  # fmt: skip
import_mandates = membership.job(
    "import_mandates", "POST /imports/mandates", accepts=SHEET_TYPES, largest=LARGEST_BYTES, query=SheetQuery,
    scope="governance:write", emits=[mandate_seated, mandate_ended],
    refuses=[NobodyKnownAs, SeatDiffers, NotAMember, InTheFuture, governance.UnknownBody, governance.SeatsFull,
             governance.AlreadySeated, governance.IncompatibleMandate, governance.TermTooLong,
             governance.MandateBackwards, *SHEET_REFUSALS],
    summary="Import who sits in which body since when, idempotent by body, member and first day",
)  # fmt: skip
import_groups = membership.job(
    "import_working_groups", "POST /imports/working-groups", accepts=SHEET_TYPES, largest=LARGEST_BYTES,
    query=SheetQuery, scope="governance:write",
    refuses=[NobodyKnownAs, NotAMember, InTheFuture, governance.UnknownGroup, governance.TooManyReferents,
             governance.GroupClosed, *SHEET_REFUSALS],
    summary="Import working groups with their members and referents, idempotent by group, member and role",
)  # fmt: skip
