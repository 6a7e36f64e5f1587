"""What polls refuse."""

from __future__ import annotations

from services.commons.refusals import Refusal


class WrongPollState(Refusal):
    """The poll is not at the point where this may happen."""

    code, status = "wrong_poll_state", 409
    sentence = "Poll {poll_id} is {state}; this needs it to be {needed}."


class PollNotOpen(Refusal):
    """The poll has not been opened yet."""

    code, status = "poll_not_open", 409
    sentence = "Poll {poll_id} is not open: it is {state}."


class PollSuspended(Refusal):
    """The poll is suspended; it will be resumed."""

    code, status = "poll_suspended", 409
    sentence = "Poll {poll_id} is suspended; nothing can be voted until it is resumed."


class PollClosed(Refusal):
    """The poll is closed."""

    code, status = "poll_closed", 409
    sentence = "Poll {poll_id} is closed: it is {state}; nothing more can be voted."


class AssemblyNotOpen(Refusal):
    """A poll opens in an open session only."""

    code, status = "assembly_not_open", 409
    sentence = "Assembly {assembly_id} is {state}; its polls open when its session is open."


class NotOnAgenda(Refusal):
    """The members were called with an agenda; only what stands on it can be voted."""

    code, status = "not_on_agenda", 422
    sentence = "Assembly {assembly_id} was convened on {convened_on}; a poll must name an item of its agenda."


class QuorumMissing(Refusal):
    """The quorum is not there."""

    code, status = "quorum_missing", 409
    sentence = "{counted} votes of {entitled} are present or represented; the quorum is {required} ({fraction})."


class EmptyRoll(Refusal):
    """Nobody is entitled to vote."""

    code, status = "empty_roll", 409
    sentence = "The final roll of assembly {assembly_id} is empty."


class ProposalUnknown(Refusal):
    """No service has made this proposal."""

    code, status = "proposal_unknown", 422
    sentence = "There is no proposal {proposal_id}; its owner makes it before it can be put to the vote."


class ProposalStands(Refusal):
    """The proposal stands before the members already."""

    code, status = "proposal_stands", 409
    sentence = "Proposal {proposal_id} is put to the vote by poll {poll_id} already."


class WrongAssemblyKind(Refusal):
    """The matter belongs to another kind of assembly."""

    code, status = "wrong_assembly_kind", 422
    sentence = "{effect} needs an {needed} assembly; assembly {assembly_id} is {kind}."


class WrongMethod(Refusal):
    """The method of voting does not fit the question."""

    code, status = "wrong_method", 422
    sentence = "The method {method} does not fit: {why}."


class SeatsDiffer(Refusal):
    """An election fills the seats of its proposal."""

    code, status = "seats_differ", 422
    sentence = "Proposal {proposal_id} fills {proposed} seat(s), not {seats}."


class SecretRequired(Refusal):
    """The statutes ask for a secret ballot on persons."""

    code, status = "secret_required", 422
    sentence = "A vote on persons is secret here; {ballot} is not."


class CandidateNotOnRoll(Refusal):
    """Candidates must be on the electoral roll."""

    code, status = "candidate_not_on_roll", 422
    sentence = "Not on the roll: {member_ids}."


class CandidateTwice(Refusal):
    """A candidate stands once."""

    code, status = "candidate_twice", 422
    sentence = "Standing more than once: {member_ids}."


class NoCandidates(Refusal):
    """An election needs candidates."""

    code, status = "no_candidates", 422
    sentence = "Poll {poll_id} has no candidate."


class ProposalWithdrawn(Refusal):
    """The proposal's owner withdrew it: what it rests on has changed."""

    code, status = "proposal_withdrawn", 409
    sentence = "Proposal {proposal_id} was withdrawn by its owner: {why}."


class EffectUnsettled(Refusal):
    """An earlier resolution on the same proposal is still being put into effect, or undone."""

    code, status = "effect_unsettled", 409
    sentence = "Proposal {proposal_id} was decided by resolution {resolution_id}, whose effect is {state} as yet."


class FinalNeedsCourt(Refusal):
    """A result that nobody can contest any more is annulled by a court's decision alone."""

    code, status = "final_needs_court", 409
    sentence = "Poll {poll_id} is final; it is annulled by court_decision alone, with the decision's reference."


class ObjectionsNotTaken(Refusal):
    """Objections are taken down under consent only."""

    code, status = "objections_not_taken", 422
    sentence = "Poll {poll_id} is voted by {method}; objections are taken down where consent is asked."


class ObjectionNamed(Refusal):
    """In a secret poll a name beside an objection would tell the vote."""

    code, status = "objection_named", 422
    sentence = "Poll {poll_id} is secret; an objection is handed to the chair, without a name."


class ObjectorNotOnRoll(Refusal):
    """Only electors object."""

    code, status = "objector_not_on_roll", 422
    sentence = "Member {member_id} is not on the roll."


class ObjectionEntered(Refusal):
    """A member's objection is taken down once."""

    code, status = "objection_entered", 409
    sentence = "Poll {poll_id} has an objection of member {member_id} already."


class TooManyObjections(Refusal):
    """There cannot be more objections than votes."""

    code, status = "too_many_objections", 422
    sentence = "Poll {poll_id} has as many objections as votes entitled: {entitled}."


class NotTallied(Refusal):
    """A poll is proclaimed once it is tallied."""

    code, status = "not_tallied", 409
    sentence = "Poll {poll_id} is {state}; it is proclaimed once it is tallied."


class ContestWindow(Refusal):
    """The time for contesting the result decides."""

    code, status = "contest_window", 409
    sentence = "Proclaimed on {proclaimed_on}, the result may be contested until {until}; today is {today}."


class LaxerThanLaw(Refusal):
    """The statutes ask for less than the law of the cooperative's form."""

    code, status = "laxer_than_law", 422
    sentence = "The {what} of the statutes ({held}) is laxer than what the law asks of this form: {asked}."


class MajorityNotCounted(Refusal):
    """The method ranks candidates and gives none a number of votes, so a majority cannot be asked of it."""

    code, status = "majority_not_counted", 422
    sentence = "Who is elected must have {majority}; {method} counts no majority: use single_choice or approval."
