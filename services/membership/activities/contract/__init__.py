"""Activities: where the economic activities of a cooperative sit, what becomes of them, and who owns them."""

from services.commons.rulebook.founding import BeforeFounding
from services.commons.sheets import LARGEST_BYTES, SHEET_REFUSALS, SHEET_TYPES
from services.membership.contract import membership
from services.membership.register.contract import ImportQuery
from services.membership.register.contract.refusals import InTheFuture

from .events import activity_closed, activity_moved, activity_opened, activity_paused, activity_resumed
from .refusals import (
    ActivityChangeOutOfOrder,
    ActivityInState,
    CodeTaken,
    EstablishmentBackwards,
    EstablishmentClosed,
    EstablishmentInUse,
    OpeningTooFarAhead,
    OwnersAndGroupDiffer,
    OwnersNeedGroup,
    PartsNotWhole,
    UnknownEstablishment,
    UnknownOwner,
    UnknownTrade,
)
from .schemas import (
    ActivitiesQuery,
    ActivityHistory,
    ActivityPatch,
    ActivityView,
    Closing,
    Code,
    EstablishmentView,
    GroupView,
    NewActivity,
    NewEstablishment,
    NewOwners,
    NewPlace,
    NewState,
    NewTrade,
    OnQuery,
)

__all__ = [
    "Code", "CodeTaken", "OwnersAndGroupDiffer", "UnknownEstablishment", "UnknownOwner", "activity_closed",
    "activity_moved", "activity_opened", "activity_paused", "activity_resumed",
]  # fmt: skip

_OPENING = [CodeTaken, UnknownEstablishment, EstablishmentClosed, UnknownOwner, UnknownTrade, OwnersAndGroupDiffer,
            OwnersNeedGroup, PartsNotWhole, BeforeFounding, OpeningTooFarAhead]  # fmt: skip

list_trades = membership.query(
    "list_trades", "GET /trades", returns=NewTrade, paged=True, scope="activities:read",
    summary="List the trades: those of the bylaws and those that were added",
)  # fmt: skip
add_trade = membership.command(
    "add_trade", "POST /trades", body=NewTrade, returns=NewTrade, scope="activities:write", refuses=[CodeTaken],
    summary="Add a trade to the cooperative's list",
)  # fmt: skip
open_establishment = membership.command(
    "open_establishment", "POST /establishments", body=NewEstablishment, returns=EstablishmentView,
    scope="activities:write", refuses=[CodeTaken, BeforeFounding, OpeningTooFarAhead],
    summary="Open an establishment",
)  # fmt: skip
close_establishment = membership.command(
    "close_establishment", "POST /establishments/{establishment}/closing", body=Closing, returns=EstablishmentView,
    scope="activities:write", status=200, summary="Close an establishment whose activities are closed or have moved",
    refuses=[UnknownEstablishment, EstablishmentBackwards, EstablishmentClosed, EstablishmentInUse, InTheFuture],
)  # fmt: skip
list_establishments = membership.query(
    "list_establishments", "GET /establishments", returns=EstablishmentView, query=OnQuery, paged=True,
    scope="activities:read", summary="List the establishments as of a day",
)  # fmt: skip
open_activity = membership.command(
    "open_activity", "POST /activities", body=NewActivity, returns=ActivityView, scope="activities:write",
    refuses=_OPENING, emits=[activity_opened], summary="Open an activity",
)  # fmt: skip
get_activity = membership.query(
    "get_activity", "GET /activities/{activity_id}", returns=ActivityView, query=OnQuery, scope="activities:read",
    summary="Look at an activity as of a day",
)  # fmt: skip
activity_history = membership.query(
    "get_activity_history", "GET /activities/{activity_id}/history", returns=ActivityHistory, scope="activities:read",
    summary="Read all that became of an activity: its states, its places, its owners",
)  # fmt: skip
update_activity = membership.command(
    "update_activity", "PATCH /activities/{activity_id}", body=ActivityPatch, returns=ActivityView,
    scope="activities:write", refuses=[UnknownTrade], summary="Correct the name or the trade of an activity",
)  # fmt: skip
pause_activity = membership.command(
    "pause_activity", "POST /activities/{activity_id}/pause", body=NewState, returns=ActivityView,
    scope="activities:write", status=200, refuses=[ActivityInState, ActivityChangeOutOfOrder, InTheFuture],
    emits=[activity_paused], summary="Let an activity rest from a day on",
)  # fmt: skip
resume_activity = membership.command(
    "resume_activity", "POST /activities/{activity_id}/resumption", body=NewState, returns=ActivityView,
    scope="activities:write", status=200, emits=[activity_resumed],
    refuses=[ActivityInState, ActivityChangeOutOfOrder, EstablishmentClosed, InTheFuture],
    summary="Let an activity that rested, or was closed, work again",
)  # fmt: skip
close_activity = membership.command(
    "close_activity", "POST /activities/{activity_id}/closing", body=NewState, returns=ActivityView,
    scope="activities:write", status=200, refuses=[ActivityInState, ActivityChangeOutOfOrder, InTheFuture],
    emits=[activity_closed], summary="Close an activity; the books take no revenue of it after that day",
)  # fmt: skip
move_activity = membership.command(
    "move_activity", "POST /activities/{activity_id}/move", body=NewPlace, returns=ActivityView,
    scope="activities:write", status=200, emits=[activity_moved],
    refuses=[UnknownEstablishment, EstablishmentClosed, ActivityInState, ActivityChangeOutOfOrder, InTheFuture],
    summary="Move an activity to another establishment from a day on",
)  # fmt: skip
change_owners = membership.command(
    "change_owners", "POST /activities/{activity_id}/owners", body=NewOwners, returns=ActivityView,
    scope="activities:write", status=200, emits=[activity_opened],
    refuses=[UnknownOwner, OwnersAndGroupDiffer, OwnersNeedGroup, PartsNotWhole, ActivityInState,
             ActivityChangeOutOfOrder, InTheFuture],
    summary="Say who owns an activity from a day on, and in which parts",
)  # fmt: skip
list_activities = membership.query(
    "list_activities", "GET /activities", returns=ActivityView, query=ActivitiesQuery, paged=True,
    scope="activities:read", summary="List activities as of a day",
)  # fmt: skip
list_groups = membership.query(
    "list_cooperation_groups", "GET /cooperation-groups", returns=GroupView, query=OnQuery, paged=True,
    scope="activities:read", summary="List the cooperation groups as of a day",
)  # fmt: skip
import_activities = membership.job(
    "import_activities", "POST /imports/activities", accepts=SHEET_TYPES, largest=LARGEST_BYTES, query=ImportQuery,
    scope="activities:write", emits=[activity_opened, activity_moved],
    refuses=[UnknownEstablishment, EstablishmentClosed, UnknownOwner, OwnersAndGroupDiffer, OwnersNeedGroup,
             BeforeFounding, OpeningTooFarAhead, *SHEET_REFUSALS],
    summary="Import activities, idempotent by code",
)  # fmt: skip
