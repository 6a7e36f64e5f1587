"""Incidents in the words of the minutes."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from services.commons.documents import Said, said
from services.voting.minutes.people import People
from services.voting.notices.terms import local_time

AMENDED = {
    "moved": said("the amendment is to be voted"), "adopted": said("the amendment was adopted"),
    "rejected": said("the amendment was rejected"), "lapsed": said("it lapsed, another one having been adopted"),
}  # fmt: skip


def incident_said(one: dict[str, Any], people: People) -> Said | str:
    """Return an incident as a sentence; one of an unknown kind by its kind."""
    concerns, at = one["concerns"] or "", local_time(one["at"])
    match one["kind"]:
        case "adjourned":
            told = {"time": at, "until": datetime.fromisoformat(one["until"])}
            if one["reason"]:
                return Said("At {time} the session was adjourned until {until}: {reason}",
                            {**told, "reason": one["reason"]})  # fmt: skip
            return Said("At {time} the session was adjourned until {until}.", told)
        case "sat_again":
            return said("At {time} the session was resumed.", time=at)
        case "poll_suspended":
            return said("The vote “{title}” was suspended.", title=concerns)
        case "poll_resumed":
            return said("The vote “{title}” was resumed.", title=concerns)
        case "amendment":
            return said("At {time} {member} moved to amend “{title}” to: “{wording}” – {outcome}.", time=at,
                        title=concerns, member=people.called(one["member_id"]), wording=one["text"],
                        outcome=AMENDED.get(one["state"], one["state"]))  # fmt: skip
        case "closing_sheet":
            return said("Paper ballots of “{title}”: {registered} voters written down, {handed_out} papers handed out, "
                        "{found} found in the box. {reason}", title=concerns, registered=one["registered"],
                        handed_out=one["handed_out"], found=one["found"], reason=one["reason"] or "")  # fmt: skip
        case "contested":
            return said("The result of “{title}” was contested: {reason}", title=concerns, reason=one["reason"])
        case "annulled":
            return said("At {time} the vote “{title}” was annulled: {reason}", time=at, title=concerns,
                        reason=one["reason"] or "–")  # fmt: skip
    return str(one["kind"])
