"""What the room of activities refuses."""

from services.commons.refusals import Refusal


class CodeTaken(Refusal):
    """A code names one thing of its kind."""

    code, status = "code_taken", 409
    sentence = "The code {given} names another {what} already."


class UnknownEstablishment(Refusal):
    """There is no such establishment."""

    code, status = "unknown_establishment", 422
    sentence = "There is no establishment {establishment}."


class EstablishmentClosed(Refusal):
    """Nothing is opened in an establishment, or moved there, after it was closed."""

    code, status = "establishment_closed", 409
    sentence = "Establishment {establishment} was closed on {closed_on}."


class EstablishmentInUse(Refusal):
    """An establishment is closed once its activities are closed or have moved."""

    code, status = "establishment_in_use", 409
    sentence = "Establishment {establishment} houses {activities} activities that are not closed."


class EstablishmentBackwards(Refusal):
    """An establishment is not closed before it opens."""

    code, status = "establishment_backwards", 422
    sentence = "Establishment {establishment} opens on {opened_on}; it cannot close on {given}."


class OpeningTooFarAhead(Refusal):
    """What opens is known a year ahead at most, so that a slip of the pen takes no code for ever."""

    code, status = "opening_too_far_ahead", 422
    sentence = "{given} is too far ahead; the latest day on which something may open is {latest}."


class UnknownTrade(Refusal):
    """Trades have codes: those of the bylaws, and those that were added."""

    code, status = "unknown_trade", 422
    sentence = "There is no trade {trade}."


class UnknownOwner(Refusal):
    """An activity is owned by persons whom the cooperative knows."""

    code, status = "unknown_owner", 422
    sentence = "Nobody is known here as {owner}."


class OwnersAndGroupDiffer(Refusal):
    """A cooperation group has enough people."""

    code, status = "group_needs_owners", 422
    sentence = "The activity {given} has {owners} owner(s); the group {group} needs at least {minimum}."


class OwnersNeedGroup(Refusal):
    """Several owners work as a cooperation group, which has a name."""

    code, status = "owners_need_group", 422
    sentence = "The activity {given} has {owners} owners, who work as a cooperation group; say which."


class PartsNotWhole(Refusal):
    """Parts are said for everyone or for nobody, each above zero, and they sum to one exactly."""

    code, status = "parts_not_whole", 422
    sentence = "The parts of {people} people sum to {total}; a part above zero for each, one in all, is needed."


class ActivityInState(Refusal):
    """Not everything may become of an activity in its present state."""

    code, status = "activity_in_state", 409
    sentence = "Activity {activity} is {state} since {since}; it cannot be {asked}."


class ActivityChangeOutOfOrder(Refusal):
    """What becomes of an activity is recorded in the order of time."""

    code, status = "activity_change_out_of_order", 422
    sentence = "Activity {activity} changed on {latest}; a change on {given} would come before that."
