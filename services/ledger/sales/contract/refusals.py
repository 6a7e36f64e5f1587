"""Why a sale or a till's closing is not taken."""

from __future__ import annotations

from services.commons.refusals import Refusal


class UnknownBuyer(Refusal):
    """The sale names a member that the books do not know."""

    code, status = "unknown_buyer", 422
    sentence = "The books know no member {member}."


class UnknownHousehold(Refusal):
    """The sale names a household that nobody has put together yet."""

    code, status = "unknown_household", 422
    sentence = "The books know no household {household}."


class MemberTwiceInHousehold(Refusal):
    """A household lists each of its members once."""

    code, status = "member_twice_in_household", 422
    sentence = "Household {household} lists member {member} twice."


class SaleToTwoBuyers(Refusal):
    """A sale is to a member or to a household, not to both."""

    code, status = "sale_to_two_buyers", 422
    sentence = "Sale {external_id} names a member and a household; name one of them."


class SaleDiffers(Refusal):
    """The sale of this external id was recorded before, with other values."""

    code, status = "sale_differs", 409
    sentence = "Sale {external_id} was recorded before with other values."


class SaleInWrongCurrency(Refusal):
    """Sales are recorded in the currency of the books."""

    code, status = "sale_in_wrong_currency", 422
    sentence = "These books are kept in {kept}, not in {given}."


class UnknownVatRate(Refusal):
    """The law in force on the day knows no such rate of VAT."""

    code, status = "unknown_vat_rate", 422
    sentence = "On {date} there is no VAT rate {rate}; the rates are {known}."


class VatLinesDiffer(Refusal):
    """What is told by rate of VAT has to add up."""

    code, status = "vat_lines_differ", 422
    sentence = "The VAT lines do not add up: {why}."


class UnknownSale(Refusal):
    """A return or reversal names the sale that it concerns."""

    code, status = "unknown_sale", 422
    sentence = "No sale {external_id} was recorded."


class ReturnExceedsSale(Refusal):
    """What comes back may not exceed what was bought, and comes from whoever bought it."""

    code, status = "return_exceeds_sale", 422
    sentence = "The return {external_id} does not fit sale {returns}: {why}."


class SaleAlreadyReversed(Refusal):
    """A sale recorded by mistake is reversed once, and a reversal never."""

    code, status = "sale_already_reversed", 409
    sentence = "Sale {external_id} cannot be reversed: {why}."


class TillClosingDiffers(Refusal):
    """The closing of this external id was taken before, with other values."""

    code, status = "till_closing_differs", 409
    sentence = "Till closing {external_id} was taken before with other values; correct it by a new closing."


class TillUnbalanced(Refusal):
    """What a till took is what it sold, VAT included, and the cash difference that was found."""

    code, status = "till_unbalanced", 422
    sentence = "The till took {takings} and sold {turnover}; the cash difference is {found}, not {said}."


class TillWithoutAuxiliary(Refusal):
    """What a member puts on account names the member."""

    code, status = "till_without_auxiliary", 422
    sentence = "Takings by {means} need the auxiliary on whose account they are."


class TillDiffersFromSales(Refusal):
    """The closing differs from the recorded sales of the till by more than the bylaws tolerate."""

    code, status = "till_differs_from_sales", 422
    sentence = "Till {register} sold {turnover} on {date} and {recorded} is recorded; the tolerance is {tolerance}."


class UnknownTillClosing(Refusal):
    """There is no such till closing."""

    code, status = "unknown_till_closing", 404
    sentence = "There is no till closing {closing}."


class TillClosingCorrected(Refusal):
    """A till closing is corrected once; correct the correction instead."""

    code, status = "till_closing_corrected", 409
    sentence = "Till closing {closing} was corrected before, by {by}."
