"""What requests for advice refuse."""

from services.commons.refusals import Refusal


class UnknownTheme(Refusal):
    """The list of themes does not have this one."""

    code, status = "unknown_theme", 422
    sentence = "There is no theme {theme}; there are {known}."


class NowhereAsked(Refusal):
    """A request is for cooperatives nearby, so it says where."""

    code, status = "nowhere_asked", 422
    sentence = "Name areas, or a position with a radius in km: neither the request nor the bylaws say where to ask."


class RequestPast(Refusal):
    """A request asks until a day to come, within a year."""

    code, status = "request_past", 422
    sentence = "A request cannot ask until {until}: that day must be from {earliest} to {latest}."


class RequestOver(Refusal):
    """The request is closed, withdrawn or past its last day."""

    code, status = "request_over", 409
    sentence = "The request {request_id} is {state}."


class NotOffered(Refusal):
    """This cooperative offers no advice through that federation."""

    code, status = "not_offered", 409
    sentence = "This cooperative offers no advice to the members of {federation}."


class TooManyAnswers(Refusal):
    """One cooperative may add to its answer, but not without end."""

    code, status = "too_many_answers", 409
    sentence = "This cooperative has answered the request {request_id} {given} times; that is the most."


class NotReached(Refusal):
    """Only those answer whom a request reached."""

    code, status = "not_reached", 409
    sentence = "The request {request_id} did not reach {member_id}."
