"""What gatherings refuse."""

from services.commons.refusals import Refusal


class GatheringBackwards(Refusal):
    """A gathering ends after it starts, sign-up ends by its start, and both lie ahead."""

    code, status = "gathering_backwards", 422
    sentence = (
        "A gathering from {starts_at} to {ends_at}, with sign-up until {sign_up_until}, is not possible: it starts "
        "after now and by {latest}, ends after that within {days} days, and sign-up ends in the year before its start."
    )


class GatheringNowhere(Refusal):
    """A gathering is held at a place, online, or both."""

    code, status = "gathering_nowhere", 422
    sentence = "Name a place, a link, or both."


class NotAThursday(Refusal):
    """A Thursday meeting is held on a Thursday."""

    code, status = "not_a_thursday", 422
    sentence = "{day} is not a Thursday."


class GatheringOver(Refusal):
    """The gathering is cancelled or has begun."""

    code, status = "gathering_over", 409
    sentence = "The gathering {gathering_id} is {state}."


class GatheringNotStarted(Refusal):
    """Who came is recorded once the gathering has started."""

    code, status = "gathering_not_started", 409
    sentence = "The gathering {gathering_id} starts at {starts_at}; nobody has come yet."


class TooFewPlaces(Refusal):
    """A gathering keeps a place for everyone whose sign-up is confirmed."""

    code, status = "too_few_places", 409
    sentence = "{taken} places are confirmed; the capacity cannot be {capacity}."


class AlreadySignedUp(Refusal):
    """A cooperative signs up for a gathering once, for as many as it likes."""

    code, status = "already_signed_up", 409
    sentence = "This cooperative is signed up for {gathering_id} already: cancel that first."


class SignUpClosed(Refusal):
    """The time to sign up is over."""

    code, status = "sign_up_closed", 409
    sentence = "Sign-up for {gathering_id} ended at {sign_up_until}."


class SignUpOver(Refusal):
    """The sign-up is cancelled, or was not taken."""

    code, status = "sign_up_over", 409
    sentence = "The sign-up {sign_up_id} is {state}."


class GatheringFull(Refusal):
    """There are not so many places, or nobody waits for one."""

    code, status = "gathering_full", 409
    sentence = "{places} places at {gathering_id} are more than are free, and there is no waiting for them."


class NoConfirmedPlaces(Refusal):
    """Only a cooperative whose places are confirmed can have come."""

    code, status = "no_confirmed_places", 422
    sentence = "{cooperative} has no confirmed places at {gathering_id}."


class SeriesTaken(Refusal):
    """Another series goes under this name."""

    code, status = "series_taken", 409
    sentence = "There is a series {series} already."
