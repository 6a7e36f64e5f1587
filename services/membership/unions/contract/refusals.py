"""What is refused about unions."""

from services.commons.refusals import Refusal


class UnionNotNamed(Refusal):
    """The bylaws name the unions and trade federations; they do not have this one."""

    code, status = "union_not_named", 404
    sentence = "The bylaws name no union {union}."


class UnionLinked(Refusal):
    """A union has one link at a time."""

    code, status = "union_linked", 409
    sentence = "The link to {union} is {state} since {since}."


class UnionNotLinked(Refusal):
    """Nothing is recorded of a union that has not agreed to it."""

    code, status = "union_not_linked", 409
    sentence = "On {on} the link to {union} is {state}."


class UnionSpeaksForItself(Refusal):
    """A union that runs the suite says yes at its own desk, and nobody says it in its place."""

    code, status = "union_speaks_for_itself", 409
    sentence = "{union} runs the suite as {tenant}: it accepts at its own desk."


class AlreadyInUnion(Refusal):
    """Two memberships of one union do not overlap."""

    code, status = "already_in_union", 409
    sentence = "{member_id} belongs to {union} from {starts_on} to {ends_on} already."


class NotInUnion(Refusal):
    """The cooperative does not belong to the union on that day."""

    code, status = "not_in_union", 409
    sentence = "{member_id} does not belong to {union} on {on}."


class InvitationSettled(Refusal):
    """The link was accepted or ended before."""

    code, status = "invitation_settled", 409
    sentence = "The link to {federation} is {state}."
