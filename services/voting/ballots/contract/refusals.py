"""What is refused of ballots; no refusal repeats a credential or a choice."""

from __future__ import annotations

from services.commons.refusals import Refusal


class UnknownCredential(Refusal):
    """This poll did not give out this credential."""

    code, status = "unknown_credential", 403
    sentence = "Poll {poll_id} did not give out this credential."


class SecondBallot(Refusal):
    """A ballot was cast with this credential before; a secret ballot cannot be replaced."""

    code, status = "second_ballot", 409
    sentence = "Another ballot was cast with this credential in poll {poll_id}; a secret ballot is not replaced."


class TooManyChoices(Refusal):
    """The ballot names more candidates than it may."""

    code, status = "too_many_choices", 422
    sentence = "A ballot of poll {poll_id} may name {maximum} candidate(s) at most, not {named}."


class UnknownCandidate(Refusal):
    """The ballot names someone who does not stand."""

    code, status = "unknown_candidate", 422
    sentence = "The ballot names someone who does not stand in poll {poll_id}."


class WrongBallot(Refusal):
    """The ballot does not answer the question of this poll."""

    code, status = "wrong_ballot", 422
    sentence = "Poll {poll_id} asks for {expected}."


class WrongBallotForm(Refusal):
    """This poll is voted in another form."""

    code, status = "wrong_ballot_form", 409
    sentence = "Poll {poll_id} is voted by {ballot}, not by {asked}."


class WrongSealedBallot(Refusal):
    """This is no sealed ballot of this poll: its base64 or its length is wrong."""

    code, status = "wrong_sealed_ballot", 422
    sentence = "A sealed ballot of poll {poll_id} is {length} bytes, in base64 as RFC 4648 §4 writes it."


class CopiedBallot(Refusal):
    """The very same sealed ballot was cast with another credential."""

    code, status = "copied_ballot", 409
    sentence = "This sealed ballot lies in the box of poll {poll_id} already, cast with another credential."


class CredentialIssued(Refusal):
    """The member has got a credential of this poll already."""

    code, status = "credential_issued", 409
    sentence = "Credentials of poll {poll_id} were issued before to: {member_ids}."


class UrnBusy(Refusal):
    """Too many credentials of this poll are being drawn at this moment."""

    code, status = "urn_busy", 503
    sentence = "Too many credentials of poll {poll_id} are being drawn at this moment; ask again shortly."
    retry_after = 1


class NotVoting(Refusal):
    """Only those present or represented vote."""

    code, status = "not_voting", 422
    sentence = "Neither present nor represented on the roll of poll {poll_id}: {member_ids}."


class SameTeller(Refusal):
    """Hands and papers are counted by two tellers."""

    code, status = "same_teller", 422
    sentence = "Two different tellers count; {member_id} is named twice."


class HandsCountedOtherwise(Refusal):
    """Hands are counted of all together, or of each college: both would count them twice."""

    code, status = "hands_counted_otherwise", 409
    sentence = "The hands of poll {poll_id} were counted {before}; counted {asked} as well, they would count twice."


class TooManyHands(Refusal):
    """More hands were counted than votes are there."""

    code, status = "too_many_hands", 422
    sentence = "{counted} hands were counted; {present} votes are present or represented."


class VotesOtherwise(Refusal):
    """A member votes in one way only: by credential, on paper in the room, or by post."""

    code, status = "votes_otherwise", 409
    sentence = "In poll {poll_id} these vote by {way} and in no other way: {member_ids}."


class VotesInRoom(Refusal):
    """Who is in the room raises a hand, and cannot vote from afar as well."""

    code, status = "votes_in_room", 409
    sentence = "In poll {poll_id} these vote by hand, in the room: {member_ids}."


class PapersDoNotAddUp(Refusal):
    """Every paper in the box is counted once: by its vote, as blank or as null."""

    code, status = "papers_do_not_add_up", 422
    sentence = "{found} papers were found for poll {poll_id}, and {counted} are counted."


class TooManyPapers(Refusal):
    """More papers lie in the box than were handed out; the sheet is taken with an explanation only."""

    code, status = "too_many_papers", 409
    sentence = "{found} papers were found; {handed_out} were handed out, {registered} members vote on paper: say why."


class PapersNotCounted(Refusal):
    """Papers were handed out in a cell, and no closing sheet of it is there."""

    code, status = "papers_not_counted", 409
    sentence = "In poll {poll_id} papers were handed out, and no closing sheet was entered of: {cells}."
