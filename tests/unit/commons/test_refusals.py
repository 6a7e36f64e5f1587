"""What a refusal says, and that it says the same in another process."""

from __future__ import annotations

import pickle
from fractions import Fraction

from services.commons.money import Money
from services.commons.refusals import Refusal


class _TooMuch(Refusal):
    """More than there is."""

    code, status = "too_much_for_a_test", 422
    sentence = "{asked} is more than {held}, at {rate}."


def test_amounts_are_words_in_a_sentence_and_data_in_the_values() -> None:
    """A sentence says 12.34 EUR; the values keep the amount as the API writes it."""
    refusal = _TooMuch(asked=Money(1234), held=Money(-5, "CHF"), rate=Fraction(1, 3))
    assert refusal.detail == "12.34 EUR is more than -0.05 CHF, at 1/3."
    assert refusal.values["asked"] == {"amount": "12.34", "currency": "EUR"}
    revived = pickle.loads(pickle.dumps(refusal))
    assert (revived.detail, revived.values) == (refusal.detail, refusal.values)
