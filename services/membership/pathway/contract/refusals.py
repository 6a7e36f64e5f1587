"""What the pathway refuses."""

from services.commons.refusals import Refusal


class PathwayRuns(Refusal):
    """Nobody follows two pathways at a time."""

    code, status = "pathway_runs", 409
    sentence = "{person_id} follows pathway {pathway_id} already."


class PathwayLeft(Refusal):
    """The pathway has come to its end."""

    code, status = "pathway_left", 409
    sentence = "Pathway {pathway_id} was left on {left_on}."


class UnknownStage(Refusal):
    """The statutes have no such stage."""

    code, status = "unknown_stage", 422
    sentence = "The statutes know no stage {stage}; they have {stages}."


class StageOutOfOrder(Refusal):
    """Stages are reached one after another, in the order of the statutes and of time."""

    code, status = "stage_out_of_order", 422
    sentence = "Stage {stage} on {given} does not follow {present}, reached on {since}."


class ConditionsMissing(Refusal):
    """A stage is reached once its conditions are met."""

    code, status = "conditions_missing", 422
    sentence = "Stage {stage} asks for {missing}, which is missing on {given}."


class StageNeedsContract(Refusal):
    """A stage rests on a contract, which runs or begins with it."""

    code, status = "stage_needs_contract", 422
    sentence = "Stage {stage} rests on a {form}; none runs on {given}, and none was given to begin then."


class ContractRuns(Refusal):
    """Who leaves the pathway has no contract any more, or it ends with it for a reason that is said."""

    code, status = "contract_runs", 409
    sentence = "Engagement {engagement_id} runs beyond {given}; say why it ends."


class LeavingNeedsReason(Refusal):
    """Leaving the pathway states its reason."""

    code, status = "leaving_needs_reason", 422
    sentence = "Whoever leaves the pathway does so for a reason, which is recorded."


class UnknownCondition(Refusal):
    """The statutes ask for no such condition."""

    code, status = "unknown_condition", 422
    sentence = "No stage of the statutes asks for {condition}; they ask for {conditions}."


class ConditionNotByHand(Refusal):
    """Admission is what the register says, never a note of somebody."""

    code, status = "condition_not_by_hand", 422
    sentence = "The condition {condition} is met by the register of members alone."


class ConditionStands(Refusal):
    """A condition is confirmed once."""

    code, status = "condition_stands", 409
    sentence = "The condition {condition} was confirmed on {met_on} already."


class NotTheTutor(Refusal):
    """The tutor's validation is the tutor's."""

    code, status = "not_the_tutor", 422
    sentence = "{by_id} was not the tutor of this pathway on {given}."


class NoActivity(Refusal):
    """An activity is regular when there is one."""

    code, status = "no_regular_activity", 422
    sentence = "{person_id} has no open activity on {given}."


class CannotTutor(Refusal):
    """A tutor belongs to the cooperative, as a member or under a contract, and is not the person concerned."""

    code, status = "cannot_tutor", 422
    sentence = "{tutor_id} cannot tutor {person_id} on {given}."


class TutorOutOfOrder(Refusal):
    """Tutors succeed one another."""

    code, status = "tutor_out_of_order", 422
    sentence = "The present tutor has been so since {since}; another cannot begin on {given}."


class AlreadySettled(Refusal):
    """What became of it is recorded once."""

    code, status = "pathway_item_settled", 409
    sentence = "The {what} {id} is settled: {outcome}."


class ObjectiveBackwards(Refusal):
    """An objective is due, and settled, on no day before it was set."""

    code, status = "objective_backwards", 422
    sentence = "{given} is before the objective was set on {set_on}."


class AppointmentStands(Refusal):
    """The same appointment is made once, so that an interview counts once."""

    code, status = "appointment_stands", 409
    sentence = "An appointment of this kind with {with_id} on {on} stands already: {id}."


class BeforePathway(Refusal):
    """Nothing of a pathway is older than it."""

    code, status = "before_pathway", 422
    sentence = "{given} is before the pathway was entered on {entered_on}."


class NothingToPutOff(Refusal):
    """Only who has to be an associate by a day may be given another."""

    code, status = "nothing_to_put_off", 409
    sentence = "Nobody asks of pathway {pathway_id} that its person be an associate by some day; nothing is put off."


class PostponementOutOfBounds(Refusal):
    """The day to be an associate is put off to one still to come, and by no more than the same time again."""

    code, status = "postponement_out_of_bounds", 422
    sentence = "To be an associate is due on {due_on}; it can be put off from {earliest} to {latest}, not to {given}."
