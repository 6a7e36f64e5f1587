"""What rolls refuse."""

from __future__ import annotations

from services.commons.refusals import Refusal


class RecordDateAhead(Refusal):
    """The day that decides who may vote has not come."""

    code, status = "record_date_ahead", 409
    sentence = "The roll of assembly {assembly_id} is fixed on {record_date}; today is {today}."


class RollFinal(Refusal):
    """The final roll was made already; a late change needs a reason."""

    code, status = "roll_final", 409
    sentence = "The roll of assembly {assembly_id} is final, with {size} electors; change it by a late change."


class RollMissing(Refusal):
    """There is no such roll yet."""

    code, status = "roll_missing", 409
    sentence = "Assembly {assembly_id} has no {kind} roll yet."


class NotAVotingMember(Refusal):
    """Only a member whose category votes can be put on a roll."""

    code, status = "not_a_voting_member", 422
    sentence = "Member {member_id} is not a voting member on {day}."


class ReasonDoesNotFit(Refusal):
    """The reason given is no ground for this change of the roll."""

    code, status = "reason_does_not_fit", 422
    sentence = "Member {member_id} cannot be {change} for {reason}: {why}."
