"""What is refused to whoever acts for an organisation."""

from __future__ import annotations

from services.commons.refusals import Refusal


class ActsInPerson(Refusal):
    """Only an organisation takes part through somebody who represents it."""

    code, status = "acts_in_person", 422
    sentence = "{member_id} is a natural person, who comes in person or gives a proxy; nobody represents a person."


class NotRepresentative(Refusal):
    """An organisation takes part through the person who represents it on that day, and no other."""

    code, status = "not_representative", 422
    sentence = "{person_id} does not represent {member_id} on {on}: {why}."


class NobodyNamed(Refusal):
    """The statutes ask that an organisation name who represents it."""

    code, status = "nobody_named", 422
    sentence = "{member_id} has named nobody to represent it on {on}; name somebody in the register first."


class RepresentsTooMany(Refusal):
    """One person acts for so many organisations as the statutes allow; without a word of theirs, for one."""

    code, status = "represents_too_many", 422
    sentence = (
        "{person_id} acts for {held} organisation(s) here already, and one person may act for {maximum}; "
        "{member_id} has to send somebody else."
    )
