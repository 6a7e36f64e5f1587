"""What is refused of the lines of these sheets, beside what the rooms refuse that they are brought to."""

from services.commons.refusals import Refusal


class NobodyKnownAs(Refusal):
    """A sheet names people by external id, member number, or id."""

    code, status = "nobody_known_as", 422
    sentence = "Nobody is known here as {name}; write the member's number, or the id of the sheet of members."


class SeatDiffers(Refusal):
    """A seat that is held already was taken in with other days; it is ended in its own room."""

    code, status = "seat_differs", 409
    sentence = "The mandate {mandate_id} of {body} that begins on {started_on} has {field} {held}, the line {given}."
