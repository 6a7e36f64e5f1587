"""The pathway: stages as the statutes have them, tutors, conditions, contracts, appointments, and who stands where."""

from services.commons.documents import PRODUCES
from services.commons.rulebook.founding import BeforeFounding
from services.commons.sheets import LARGEST_BYTES, SHEET_REFUSALS, SHEET_TYPES
from services.membership.activities.contract import activity_opened
from services.membership.contract import membership
from services.membership.engagements.contract import (
    AmendmentOutOfOrder,
    ContractTooLong,
    EngagementBackwards,
    EngagementsOverlap,
    FormDoesNotFit,
    RenewalsExhausted,
    UnknownExternalId,
    engagement_amended,
    engagement_recorded,
)
from services.membership.register.contract import ImportQuery
from services.membership.register.contract.refusals import (
    ExternalIdErased,
    ExternalIdTaken,
    InTheFuture,
    NotInRegister,
)

from . import refusals as refused
from .events import contract_lapsed, deadline_near, pathway_left, stage_reached
from .schemas import (
    AppointmentOutcome,
    AppointmentView,
    BoardDocumentQuery,
    BoardQuery,
    BoardRow,
    BoardView,
    ConditionView,
    NewAppointment,
    NewCondition,
    NewObjective,
    NewPathway,
    NewPostponement,
    NewStage,
    NewTutor,
    ObjectiveOutcome,
    ObjectiveView,
    PathwayQuery,
    PathwaysQuery,
    PathwayView,
    Withdrawal,
)

__all__ = ["contract_lapsed", "deadline_near", "pathway_left", "stage_reached"]

_TUTOR = [refused.CannotTutor, refused.TutorOutOfOrder]
_DAYS = [InTheFuture, refused.BeforePathway]

enter_pathway = membership.command(
    "enter_pathway", "POST /pathways", body=NewPathway, returns=PathwayView, scope="pathways:write",
    emits=[stage_reached], summary="Let somebody enter the pathway as a prospect",
    refuses=[NotInRegister, ExternalIdTaken, ExternalIdErased, refused.PathwayRuns, BeforeFounding,
             InTheFuture, *_TUTOR],
)  # fmt: skip
list_pathways = membership.query(
    "list_pathways", "GET /pathways", returns=BoardRow, query=PathwaysQuery, paged=True, scope="pathways:read",
    summary="List the pathways that run on a day, each with what is due",
)  # fmt: skip
get_board = membership.query(
    "get_pathway_board", "GET /pathways/board", returns=BoardView, query=BoardQuery, scope="pathways:read",
    snapshot=True, summary="See who stands where: by stage, with deadlines, interviews and missing conditions",
)  # fmt: skip
board_document = membership.download(
    "get_pathway_board_document", "GET /pathways/board/document", produces=PRODUCES, query=BoardDocumentQuery,
    scope="pathways:read", summary="Write the board as a document with a picture",
)  # fmt: skip
get_pathway = membership.query(
    "get_pathway", "GET /pathways/{pathway_id}", returns=PathwayView, query=PathwayQuery, scope="pathways:read",
    summary="Look at a pathway as of a day",
)  # fmt: skip
name_tutor = membership.command(
    "name_tutor", "POST /pathways/{pathway_id}/tutors", body=NewTutor, returns=PathwayView, scope="pathways:write",
    refuses=[refused.PathwayLeft, *_TUTOR, *_DAYS], summary="Name a tutor, who succeeds the present one",
)  # fmt: skip
confirm_condition = membership.command(
    "confirm_condition", "POST /pathways/{pathway_id}/conditions", body=NewCondition, returns=ConditionView,
    scope="pathways:write", summary="Confirm that a condition of the statutes is met",
    refuses=[refused.PathwayLeft, refused.UnknownCondition, refused.ConditionNotByHand, refused.ConditionStands,
             refused.NotTheTutor, refused.NoActivity, NotInRegister, *_DAYS],
)  # fmt: skip
withdraw_condition = membership.command(
    "withdraw_condition", "POST /pathways/{pathway_id}/conditions/{condition_id}/withdrawal", body=Withdrawal,
    returns=ConditionView, scope="pathways:write", status=200, refuses=[refused.AlreadySettled, *_DAYS],
    summary="Withdraw the confirmation of a condition",
)  # fmt: skip
enter_stage = membership.command(
    "enter_stage", "POST /pathways/{pathway_id}/stages", body=NewStage, returns=PathwayView, scope="pathways:write",
    emits=[stage_reached, pathway_left, engagement_recorded, engagement_amended, activity_opened],
    refuses=[refused.PathwayLeft, refused.UnknownStage, refused.StageOutOfOrder, refused.ConditionsMissing,
             refused.StageNeedsContract, refused.ContractRuns, refused.LeavingNeedsReason, InTheFuture,
             EngagementsOverlap, EngagementBackwards, FormDoesNotFit, ContractTooLong, RenewalsExhausted,
             AmendmentOutOfOrder],
    summary="Reach a stage, whose conditions and contract are checked; or leave the pathway",
)  # fmt: skip
put_off_deadline = membership.command(
    "put_off_associate_deadline", "POST /pathways/{pathway_id}/postponements", body=NewPostponement,
    returns=PathwayView, scope="pathways:write", summary="Put off the day by which somebody has to be an associate",
    refuses=[refused.PathwayLeft, refused.NothingToPutOff, refused.PostponementOutOfBounds],
)  # fmt: skip
set_objective = membership.command(
    "set_objective", "POST /pathways/{pathway_id}/objectives", body=NewObjective, returns=ObjectiveView,
    scope="pathways:write", refuses=[refused.PathwayLeft, refused.ObjectiveBackwards, *_DAYS],
    summary="Set an objective",
)  # fmt: skip
settle_objective = membership.command(
    "settle_objective", "POST /pathways/{pathway_id}/objectives/{objective_id}/outcome", body=ObjectiveOutcome,
    returns=ObjectiveView, scope="pathways:write", status=200,
    refuses=[refused.AlreadySettled, refused.ObjectiveBackwards, *_DAYS],
    summary="Say that an objective was reached or dropped",
)  # fmt: skip
make_appointment = membership.command(
    "make_appointment", "POST /pathways/{pathway_id}/appointments", body=NewAppointment, returns=AppointmentView,
    scope="pathways:write",
    refuses=[refused.PathwayLeft, refused.BeforePathway, refused.AppointmentStands, NotInRegister],
    summary="Make an appointment, such as one of the interviews of the year",
)  # fmt: skip
settle_appointment = membership.command(
    "settle_appointment", "POST /pathways/{pathway_id}/appointments/{appointment_id}/outcome",
    body=AppointmentOutcome, returns=AppointmentView, scope="pathways:write", status=200,
    refuses=[refused.AlreadySettled, InTheFuture], summary="Say whether an appointment was kept",
)  # fmt: skip
import_pathways = membership.job(
    "import_pathways", "POST /imports/pathways", accepts=SHEET_TYPES, largest=LARGEST_BYTES, query=ImportQuery,
    scope="pathways:write", emits=[stage_reached, engagement_amended],
    summary="Import pathways as they stand, idempotent by external id",
    refuses=[UnknownExternalId, refused.UnknownStage, refused.StageOutOfOrder, *_TUTOR, BeforeFounding,
             InTheFuture, ContractTooLong, RenewalsExhausted, *SHEET_REFUSALS],
)  # fmt: skip
