"""What scrutiny refuses; no refusal repeats a share."""

from __future__ import annotations

from services.commons.refusals import Refusal


class ScrutineersMissing(Refusal):
    """The statutes have the key of a secret poll shared among scrutineers."""

    code, status = "scrutineers_missing", 409
    sentence = "Poll {poll_id} needs a key shared among {number} scrutineers ({threshold} to open) before it opens."


class ScrutineersTooFew(Refusal):
    """Fewer scrutineers, or a lower threshold, than the statutes ask for."""

    code, status = "scrutineers_too_few", 422
    sentence = "{number} scrutineer(s) and a threshold of {threshold}: the statutes ask for {needed} and {least}."


class UnknownScrutineer(Refusal):
    """This member holds no share of the key."""

    code, status = "unknown_scrutineer", 404
    sentence = "Member {member_id} holds no share of the key of poll {poll_id}."


class WrongKeyShare(Refusal):
    """This is not the share that the scrutineer was given."""

    code, status = "wrong_key_share", 422
    sentence = "This is not the share of the key of poll {poll_id} that member {member_id} was given."


class KeyShareHandedIn(Refusal):
    """The scrutineer has handed in the share already."""

    code, status = "key_share_handed_in", 409
    sentence = "Member {member_id} has handed in the share of the key of poll {poll_id} already."


class KeyDoesNotFit(Refusal):
    """The shares, each of them the right one, do not make the key: what is kept of it was tampered with."""

    code, status = "key_does_not_fit", 409
    sentence = "The shares handed in do not make the key of poll {poll_id}; annul the poll."


class KeySharesTooEarly(Refusal):
    """Shares are handed in once the poll is closed: until then nothing may be opened."""

    code, status = "key_shares_too_early", 409
    sentence = "Poll {poll_id} is {state}; shares of its key are handed in once it is closed."


class KeySharesMissing(Refusal):
    """The ballots are sealed until enough scrutineers have handed in their shares."""

    code, status = "key_shares_missing", 409
    sentence = "The ballots of poll {poll_id} are sealed: {handed_in} of {threshold} shares of the key are handed in."


class BallotsBeingOpened(Refusal):
    """The ballots are being opened; there are many of them."""

    code, status = "ballots_being_opened", 503
    sentence = "The ballots of poll {poll_id} are being opened: {opened} of {ballots} so far; ask again shortly."
    retry_after = 1
