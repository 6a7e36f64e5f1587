"""What is refused about territorial committees."""

from services.commons.refusals import Refusal


class NoCharter(Refusal):
    """Cooperatives adhere to a charter, so there is one before there is a committee."""

    code, status = "no_charter", 409
    sentence = "{union} has no charter yet: write one first."


class OrganiserUnknown(Refusal):
    """A committee is this organisation's own, or a union's that is linked with it."""

    code, status = "organiser_unknown", 422
    sentence = "{union} is neither {own} nor a union that the bylaws name."


class CommitteeEnded(Refusal):
    """The committee no longer meets."""

    code, status = "committee_ended", 409
    sentence = "The committee {committee_id} ended on {ended_on}."


class CharterOutdated(Refusal):
    """A cooperative adheres to the charter as it stands now."""

    code, status = "charter_outdated", 409
    sentence = "The charter stands at version {current}, not {version}."


class CharterBackwards(Refusal):
    """The versions of a charter follow each other."""

    code, status = "charter_backwards", 422
    sentence = "The charter stands at version {version}, written on {written_on}; the next is not earlier."


class AdhesionBackwards(Refusal):
    """An adhesion begins neither before its version of the charter was written nor before the one it replaces."""

    code, status = "adhesion_backwards", 422
    sentence = "An adhesion to version {version} of the charter begins on {earliest} at the earliest."


class AlreadyAdherent(Refusal):
    """A cooperative adheres to one version of a charter once."""

    code, status = "already_adherent", 409
    sentence = "This cooperative adheres to version {version} of the charter already."


class AdhesionOver(Refusal):
    """The adhesion is revoked, replaced, or was not taken."""

    code, status = "adhesion_over", 409
    sentence = "The adhesion {adhesion_id} is {state}."


class NotAdherent(Refusal):
    """Only a cooperative that adheres to the charter on that day takes part as a member of the committee."""

    code, status = "not_adherent", 422
    sentence = "{cooperative} does not adhere to the charter of {committee_id} on {on}."


class MeetingCounted(Refusal):
    """A committee meets at most once a day, so that no meeting is counted twice."""

    code, status = "meeting_counted", 409
    sentence = "The meeting of {committee_id} on {held_on} is counted already."


class MeetingVoided(Refusal):
    """The record of the meeting was taken back before."""

    code, status = "meeting_voided", 409
    sentence = "The meeting {meeting_id} was taken back on {voided_on}."


class BeforeCommittee(Refusal):
    """A committee meets once it is set up."""

    code, status = "before_committee", 422
    sentence = "The committee {committee_id} was set up on {since}; nothing of it is earlier."
