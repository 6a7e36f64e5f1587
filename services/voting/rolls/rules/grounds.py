"""The grounds in law on which a final roll may change; nothing else takes a vote from a member."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Ground:
    """One ground: the change that it allows, the rule of law or the article that it stands on, and what it means."""

    change: str
    # The path of a rule of law, or, where the law shipped here has none, the article itself.
    path: str | None
    article: str | None
    meaning: str


_ONE_VOTE = "votes.per_member"
# A closed list. A missed shift, a debt, a membership that rests, a pending exclusion: none of them stands here, so
# none of them can keep a member from voting.
GROUNDS: dict[str, Ground] = {
    "admitted_by_resolution": Ground("added", _ONE_VOTE, None, "the assembly admitted the member before this poll"),
    "omitted_by_error": Ground("added", _ONE_VOTE, None, "the member was left out by mistake"),
    "reinstated_by_court": Ground("added", None, "Code of Civil Procedure, article 500", "a court ordered it"),
    "membership_ended": Ground("removed", _ONE_VOTE, None, "the membership ended"),
    "entered_by_error": Ground("removed", _ONE_VOTE, None, "the member was entered by mistake"),
    "deprived_by_court": Ground("removed", None, "Code of Civil Procedure, article 500", "a court ordered it"),
}


def grounds_for(change: str) -> list[str]:
    """Name the grounds of one change."""
    return [name for name, ground in GROUNDS.items() if ground.change == change]
