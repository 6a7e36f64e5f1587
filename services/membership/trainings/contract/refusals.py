"""What trainings refuse."""

from services.commons.refusals import Refusal


class UnknownTraining(Refusal):
    """There is no such training."""

    code, status = "unknown_training", 404
    sentence = "There is no training {training_id}."


class TrainingBackwards(Refusal):
    """A training ends after it starts, and counts no more than the time between, sixty days at most."""

    code, status = "training_backwards", 422
    sentence = "A training from {starts_at} to {ends_at} cannot count {minutes} minute(s)."


class OneTrainer(Refusal):
    """The trainer stands in the register or comes from outside."""

    code, status = "one_trainer", 422
    sentence = "Name the trainer by id or in words, not both."


class TrainingFull(Refusal):
    """Every place of the session is taken."""

    code, status = "training_full", 409
    sentence = "The {capacity} place(s) of {training_id} are taken and {waiting} wait; ask with or_wait to wait too."


class SignedUpAlready(Refusal):
    """One person has one place in a session."""

    code, status = "signed_up_already", 409
    sentence = "{member_id} is {state} in training {training_id} already."


class NotSignedUp(Refusal):
    """There is no place to give up or to certify."""

    code, status = "not_signed_up", 409
    sentence = "{member_id} has no place in training {training_id}."


class TrainingOver(Refusal):
    """Places are asked for and given up before the session begins."""

    code, status = "training_over", 409
    sentence = "Training {training_id} began at {starts_at}; who comes now is entered with the attendance."


class TrainingNotBegun(Refusal):
    """Nobody has attended what has not begun."""

    code, status = "training_not_begun", 409
    sentence = "Training {training_id} begins at {starts_at}; attendance is recorded from then on."


class TrainingState(Refusal):
    """What is cancelled or held stays so."""

    code, status = "training_state", 409
    sentence = "Training {training_id} is {state}."


class TooManyMinutes(Refusal):
    """Nobody attends for longer than a session lasts."""

    code, status = "too_many_minutes", 422
    sentence = "Training {training_id} counts {most} minutes; {member_id} cannot have attended {minutes}."


class NotTrained(Refusal):
    """A certificate says that somebody came."""

    code, status = "not_trained", 409
    sentence = "{member_id} is not among those who attended training {training_id}."


class NotConcerned(Refusal):
    """Trainings are for members and for those who work for the cooperative."""

    code, status = "not_concerned", 422
    sentence = "{member_id} is neither a member nor engaged on {on}."


class UnknownGrantedRole(Refusal):
    """There is no such role."""

    code, status = "unknown_granted_role", 404
    sentence = "{member_id} has no role {role_id}."


class RoleBackwards(Refusal):
    """A role may not end before it begins, nor twice."""

    code, status = "role_backwards", 422
    sentence = "The role {role} held from {since} cannot end on {ended_on}; its last day is {until}."
