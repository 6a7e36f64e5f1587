"""Why a loan is not taken, paid or corrected."""

from __future__ import annotations

from services.commons.refusals import Refusal


class UnknownLoan(Refusal):
    """There is no such loan."""

    code, status = "unknown_loan", 404
    sentence = "There is no loan {loan_id}."


class LoanEnded(Refusal):
    """The loan is paid back or cancelled."""

    code, status = "loan_ended", 409
    sentence = "Loan {loan_id} is {state}."


class LoanTooSmall(Refusal):
    """A loan has at least one minor unit of principal for each instalment."""

    code, status = "loan_too_small", 422
    sentence = "{amount} cannot be paid back in {periods} instalments."


class FirstInstalmentTooEarly(Refusal):
    """The first instalment falls due after the loan is drawn."""

    code, status = "first_instalment_too_early", 422
    sentence = "The first instalment falls due on {first_due_on}, but the loan is drawn on {drawn_on}."


class UnknownLender(Refusal):
    """The lender has to be an auxiliary of the books."""

    code, status = "unknown_lender", 422
    sentence = "The books know no auxiliary {lender}."


class LoanRateAboveCeiling(Refusal):
    """The statutes set the highest rate that a member's loan bears."""

    code, status = "loan_rate_above_ceiling", 422
    sentence = "A member's loan bears at most {maximum}; this one {rate}."


class MemberLoansAboveCeiling(Refusal):
    """The statutes set how much a member may lend."""

    code, status = "member_loans_above_ceiling", 422
    sentence = "Member {member_id} has lent {held} and offers {amount}; the statutes allow at most {maximum}."


class MemberLoanNeedsMember(Refusal):
    """Who has left the cooperative lends nothing more as a member."""

    code, status = "member_loan_needs_member", 409
    sentence = "Member {member_id} left on {left_on} and makes no new loan."


class LoanLockedUp(Refusal):
    """The loan is not paid back early before its lock-up ends."""

    code, status = "loan_locked_up", 409
    sentence = "Loan {loan_id} is left in until {locked_until}."


class InstalmentOutOfTurn(Refusal):
    """Instalments are paid in their order, each once."""

    code, status = "instalment_out_of_turn", 409
    sentence = "The next instalment of loan {loan_id} is number {next}, not {asked}."


class RepaymentAboveBalance(Refusal):
    """No more is paid back than is owed."""

    code, status = "repayment_above_balance", 422
    sentence = "Of loan {loan_id} {balance} is owed; {amount} is more than that."


class NothingAccrued(Refusal):
    """No interest has run that was not booked before."""

    code, status = "nothing_accrued", 409
    sentence = "On loan {loan_id} no interest has run until {date} that is not booked already."


class NotLastMovement(Refusal):
    """Only what happened last to a loan can be corrected; go back step by step."""

    code, status = "not_last_movement", 409
    sentence = "Movement {movement} of loan {loan_id} cannot be corrected: {why}."
