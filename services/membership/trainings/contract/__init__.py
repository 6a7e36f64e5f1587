"""Trainings: sessions and places, attendance, hours, certificates, roles, and the figure of the fifth principle."""

from services.commons.rulebook.founding import BeforeFounding
from services.membership.contract import membership
from services.membership.register.contract.refusals import InTheFuture, NotAMember, NotInRegister

from . import own
from . import refusals as refused
from . import schemas as shapes
from .events import (
    role_ended,
    role_granted,
    training_cancelled,
    training_held,
    training_place_changed,
    training_planned,
)

__all__ = [
    "cancel_training", "end_role", "get_certificate", "get_member_trainings", "get_training", "grant_role",
    "list_roles", "list_training_hours", "list_trainings", "own", "plan_training", "record_training_attendances",
    "role_ended", "role_granted", "show_education", "sign_up", "training_cancelled", "training_held",
    "training_place_changed", "training_planned", "withdraw_from_training",
]  # fmt: skip

plan_training = membership.command(
    "plan_training", "POST /trainings", body=shapes.NewTraining, returns=shapes.TrainingView, scope="trainings:write",
    emits=[training_planned], refuses=[refused.TrainingBackwards, refused.OneTrainer, NotInRegister, BeforeFounding],
    summary="Plan a training session",
)  # fmt: skip
list_trainings = membership.query(
    "list_trainings", "GET /trainings", returns=shapes.TrainingView, query=shapes.TrainingsQuery, paged=True,
    scope="trainings:read", summary="List training sessions by time",
)  # fmt: skip
get_training = membership.query(
    "get_training", "GET /trainings/{training_id}", returns=shapes.TrainingWithPlaces, scope="trainings:read",
    refuses=[refused.UnknownTraining], summary="Look at a training session and who has a place in it",
)  # fmt: skip
cancel_training = membership.command(
    "cancel_training", "POST /trainings/{training_id}/cancellation", body=shapes.TrainingCancellation,
    returns=shapes.TrainingView, scope="trainings:write", status=200, emits=[training_cancelled],
    refuses=[refused.UnknownTraining, refused.TrainingState], summary="Cancel a training session",
)  # fmt: skip
sign_up = membership.command(
    "sign_up_for_training", "POST /trainings/{training_id}/places", body=shapes.NewTrainingPlace,
    returns=shapes.TrainingPlaceView, scope="trainings:write", emits=[training_place_changed],
    refuses=[refused.UnknownTraining, refused.TrainingState, refused.TrainingOver, refused.TrainingFull,
             refused.SignedUpAlready, refused.NotConcerned, NotInRegister],
    summary="Sign somebody up for a training session, or for its waiting list",
)  # fmt: skip
withdraw_from_training = membership.command(
    "withdraw_from_training", "POST /trainings/{training_id}/places/{member_id}/withdrawal",
    returns=shapes.TrainingPlaceView, scope="trainings:write", status=200, emits=[training_place_changed],
    refuses=[refused.UnknownTraining, refused.TrainingState, refused.TrainingOver, refused.NotSignedUp],
    summary="Give a place up; the first who waits takes it",
)  # fmt: skip
record_training_attendances = membership.command(
    "record_training_attendances", "POST /trainings/{training_id}/attendances", body=shapes.TrainingAttendances,
    returns=shapes.TrainingWithPlaces, scope="trainings:write", status=200, emits=[training_held, role_granted],
    refuses=[refused.UnknownTraining, refused.TrainingState, refused.TrainingNotBegun, refused.TooManyMinutes,
             refused.NotConcerned, NotInRegister],
    summary="Record who attended a training session, and grant its roles",
)  # fmt: skip
get_certificate = membership.download(
    "get_training_certificate", "GET /trainings/{training_id}/places/{member_id}/certificate",
    produces=("application/pdf",), query=shapes.LanguageQuery, scope="members:read",
    refuses=[refused.UnknownTraining, refused.NotTrained],
    summary="Print the certificate of somebody who attended; its number was given with the attendance",
)  # fmt: skip
get_member_trainings = membership.query(
    "get_member_trainings", "GET /members/{member_id}/trainings", returns=shapes.MemberTrainings,
    scope="trainings:read", refuses=[NotInRegister], summary="Tell what one person was trained in, year by year",
)  # fmt: skip
list_training_hours = membership.query(
    "list_training_hours", "GET /trainings/hours", returns=shapes.TrainingHours, query=shapes.YearQuery, paged=True,
    scope="trainings:read", summary="List how long everybody was trained in a year",
)  # fmt: skip
show_education = membership.query(
    "show_education", "GET /figures/education", returns=shapes.EducationFigures, query=shapes.YearQuery,
    scope="trainings:read", summary="Tell what a year's education and training came to (fifth principle)",
)  # fmt: skip
list_roles = membership.query(
    "list_member_roles", "GET /members/{member_id}/roles", returns=shapes.RoleView, query=shapes.RolesQuery,
    paged=True, scope="trainings:read", refuses=[NotInRegister], summary="List the roles that a person holds",
)  # fmt: skip
grant_role = membership.command(
    "grant_role", "POST /members/{member_id}/roles", body=shapes.NewRole, returns=shapes.RoleView,
    scope="trainings:write", emits=[role_granted],
    refuses=[NotInRegister, NotAMember, refused.RoleBackwards, InTheFuture, BeforeFounding],
    summary="Grant a role without a training, by a decision",
)  # fmt: skip
end_role = membership.command(
    "end_role", "POST /members/{member_id}/roles/{role_id}/end", body=shapes.RoleEnd, returns=shapes.RoleView,
    scope="trainings:write", status=200, emits=[role_ended],
    refuses=[refused.UnknownGrantedRole, refused.RoleBackwards], summary="End a role before its time",
)  # fmt: skip
