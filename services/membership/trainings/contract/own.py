"""What a person does of trainings in their own name, signed in: by the rules, and the code, of the office."""

from services.commons.contract import Flag, Schema
from services.membership.contract import membership
from services.membership.register.contract.refusals import NotInRegister

from . import refusals as refused
from . import schemas as shapes
from .events import training_place_changed

WHILE_OPEN = [refused.UnknownTraining, refused.TrainingState, refused.TrainingOver]


class OwnTrainingPlace(Schema):
    """One wants to come; when the session is full ``or_wait`` takes the next place in the queue."""

    or_wait = Flag(load_default=False)


list_open_trainings = membership.query(
    "list_open_trainings", "GET /me/trainings/open", returns=shapes.TrainingView, paged=True, personal=True,
    summary="List the training sessions to come, by time",
)  # fmt: skip
get_own_trainings = membership.query(
    "get_own_trainings", "GET /me/trainings", returns=shapes.MemberTrainings, personal=True, refuses=[NotInRegister],
    summary="Tell what I signed up for and was trained in, year by year",
)  # fmt: skip
list_own_roles = membership.query(
    "list_own_roles", "GET /me/roles", returns=shapes.RoleView, query=shapes.RolesQuery, paged=True, personal=True,
    refuses=[NotInRegister], summary="List the roles that I hold",
)  # fmt: skip
sign_oneself_up = membership.command(
    "sign_oneself_up_for_training", "POST /me/trainings/{training_id}/place", body=OwnTrainingPlace,
    returns=shapes.TrainingPlaceView, personal=True, emits=[training_place_changed],
    refuses=[*WHILE_OPEN, refused.TrainingFull, refused.SignedUpAlready, refused.NotConcerned, NotInRegister],
    summary="Sign up for a training session, or for its waiting list",
)  # fmt: skip
withdraw_oneself = membership.command(
    "withdraw_oneself_from_training", "POST /me/trainings/{training_id}/withdrawal", returns=shapes.TrainingPlaceView,
    personal=True, status=200, emits=[training_place_changed], refuses=[*WHILE_OPEN, refused.NotSignedUp],
    summary="Give my place up; the first who waits takes it",
)  # fmt: skip
get_own_certificate = membership.download(
    "get_own_training_certificate", "GET /me/trainings/{training_id}/certificate", produces=("application/pdf",),
    query=shapes.LanguageQuery, personal=True, refuses=[refused.UnknownTraining, refused.NotTrained],
    summary="Print the certificate of a training that I attended",
)  # fmt: skip
