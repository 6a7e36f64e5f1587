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


class NoGroundInLaw(Refusal):
    """Only what the law knows as a ground changes the roll; nothing else takes a vote from a member."""

    code, status = "no_ground_in_law", 422
    sentence = "Member {member_id} cannot be {change} for {reason}: the law knows these grounds only: {grounds}."


class WithoutCollege(Refusal):
    """Where colleges vote, every elector belongs to one."""

    code, status = "elector_without_college", 409
    sentence = "{number} elector(s) of assembly {assembly_id} belong to no college of the statutes: {member_ids}."


class ReasonDoesNotFit(Refusal):
    """The ground given is not there."""

    code, status = "reason_does_not_fit", 422
    sentence = "Member {member_id} cannot be {change} for {reason}: {why}."
