"""What elections refuse."""

from __future__ import annotations

from services.commons.refusals import Refusal


class NoOpenSeats(Refusal):
    """Nothing is to be elected: membership has opened no seats of this body."""

    code, status = "no_open_seats", 409
    sentence = "No election of {body} waits to be called; its open seats are proposed first, or it has none."


class WrongElectionState(Refusal):
    """The election is not at the point where this may happen."""

    code, status = "wrong_election_state", 409
    sentence = "Election {election_id} is {state}; this needs it to be {needed}."


class CalendarOutOfOrder(Refusal):
    """A call opens, closes, and then the assembly sits."""

    code, status = "calendar_out_of_order", 422
    sentence = "A call from {opens_at} to {closes_at} does not fit: {why}."


class CallNotOpen(Refusal):
    """Candidates stand while the call is open."""

    code, status = "call_not_open", 409
    sentence = "The call of election {election_id} opens at {opens_at}; it is {now}."


class CallClosed(Refusal):
    """The candidacy comes too late."""

    code, status = "call_closed", 409
    sentence = "The call of election {election_id} closed at {closes_at}; it is {now}."


class CallRuns(Refusal):
    """The list is published when the call is over."""

    code, status = "call_runs", 409
    sentence = "The call of election {election_id} runs until {closes_at}; it is {now}."


class CandidateIneligible(Refusal):
    """Law or statutes do not let this member stand for this body."""

    code, status = "candidate_ineligible", 422
    sentence = "Member {member_id} cannot stand for {body}: {why} ({rule})."


class CandidacyStands(Refusal):
    """The member stands already."""

    code, status = "candidacy_stands", 409
    sentence = "Member {member_id} stands in election {election_id} already ({state})."


class CandidacyOver(Refusal):
    """The candidacy was withdrawn or refused."""

    code, status = "candidacy_over", 409
    sentence = "The candidacy of member {member_id} in election {election_id} is {state}."


class NobodyStands(Refusal):
    """An election needs candidates who accepted."""

    code, status = "nobody_stands", 409
    sentence = "Nobody stands in election {election_id}."


class ExaminationAhead(Refusal):
    """Membership has not said yet whether these candidates fulfil what it alone knows."""

    code, status = "examination_ahead", 409
    sentence = "These candidacies of election {election_id} are still being examined: {member_ids}."
    retry_after = 5


class NoSecondRound(Refusal):
    """The result leaves no seats for a second round."""

    code, status = "no_second_round", 409
    sentence = "Poll {poll_id} is {state}; its result asks for no second round."


class RemainingSeatsUnproposed(Refusal):
    """Those elected first are being seated by the first proposal; the seats left need one of their own."""

    code, status = "remaining_seats_unproposed", 409
    sentence = "{seats} seat(s) of {body} are left after the first round; propose them, then draft the second."
