"""A general assembly from the notice to the minutes' figures, as the demonstration holds it."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

from .client import Cooperative
from .figures import Figures, until

NOTICE_SENT_DAYS_AGO = 20
VOTING_AT_ONCE = 16


class Assembly:
    """An assembly that is held today, to which the members were called by a notice sent twenty days ago."""

    def __init__(self, figures: Figures, coop: Cooperative, title: str, kind: str = "ordinary") -> None:
        self.figures, self.coop = figures, coop
        # A paper that was cast, to be tried again once the poll is closed.
        self._late: dict[str, Any] = {}
        self.id = coop.post("/assemblies", {"kind": kind, "title": title, "held_on": figures.today.isoformat()})["id"]

    def poll(self, title: str, **asked: Any) -> str:
        """Put a question on the agenda before the notice goes out; return the poll's id."""
        proposal = asked.get("proposal_id")
        if proposal:
            # The proposal was made by another service; voting learns of it by an event.
            until("the proposal in the voting service", lambda: any(
                one["id"] == proposal for one in self.coop.every("/votable-proposals")
            ))  # fmt: skip
        poll = self.coop.post("/polls", {"assembly_id": self.id, "title": title, **asked})
        return str(poll["id"])

    def convene(self) -> None:
        """Record the notice; a notice sent too late is refused, with the earliest lawful day."""
        late = {"convened_on": self.figures.today.isoformat()}
        self.figures.refused("a notice sent today for an assembly today", "notice_too_short", article="article",
                             action=lambda: self.coop.post(f"/assemblies/{self.id}/convene", late))  # fmt: skip
        sent = self.figures.today - timedelta(days=NOTICE_SENT_DAYS_AGO)
        self.coop.post(f"/assemblies/{self.id}/convene", {"convened_on": sent.isoformat()})

    def open(self, present: list[str], entitled: int) -> None:
        """Make the final roll, note who is here, and open the session when the quorum is there."""
        roll = self.coop.post(f"/assemblies/{self.id}/roll")
        self.figures.check("votes on the final roll", roll["votes"], entitled)
        for at in range(0, len(present), 1000):
            self.coop.post(f"/assemblies/{self.id}/presences", {
                "entries": [{"member_id": member, "kind": "arrive"} for member in present[at : at + 1000]]
            })  # fmt: skip
        attendance = self.coop.get(f"/assemblies/{self.id}/attendance")
        quorum = attendance["quorum"]
        self.figures.check("present", attendance["votes"], len(present))
        self.figures.check(f"quorum of {quorum['required']} ({quorum['article']})", quorum["reached"], True)
        self.coop.post(f"/assemblies/{self.id}/open", {"chair_id": present[0]})

    def vote_by_hands(self, poll: str, tellers: list[str], for_: int, against: int, abstain: int) -> dict[str, Any]:
        """Open a poll, enter what two tellers counted, and proclaim it."""
        self._open_poll(poll)
        self.coop.post(f"/polls/{poll}/hands", {
            "tellers": tellers, "for": for_, "against": against, "abstain": abstain,
        })  # fmt: skip
        result = self.proclaim(poll)
        counts = {"for": for_, "against": against, "abstain": abstain}
        self.figures.check("votes counted", {name: result["counts"].get(name) for name in counts}, counts)
        return result

    def vote_secretly(self, poll: str, present: list[str], ballots: list[dict[str, Any]]) -> None:
        """Open a poll, hand out one-time credentials, and let everyone cast one ballot without a key."""
        self._open_poll(poll)
        issued = self.coop.post(f"/polls/{poll}/credentials", {"all_present": True})["credentials"]
        self.figures.check("one-time credentials issued", len({one["credential"] for one in issued}), len(present))
        self.figures.refused("a result asked too early", "result_asked_too_early",
                             lambda: self.coop.get(f"/polls/{poll}/result"))  # fmt: skip
        voter = self.coop.anonymous()
        papers = [{**ballot, "credential": one["credential"]} for ballot, one in zip(ballots, issued, strict=True)]
        with ThreadPoolExecutor(VOTING_AT_ONCE) as booth:
            accepted = Counter(booth.map(lambda paper: voter.post(f"/polls/{poll}/ballots", paper)["state"], papers))
        self.figures.check("secret ballots accepted", dict(accepted), {"accepted": len(ballots)})
        # Another choice with a used credential; the same paper again would only be answered again.
        other: dict[str, Any] = {"choices": []} if papers[0].get("choices") else {"choice": "blank"}
        second = {**papers[0], **other}
        self.figures.refused("a second ballot", "second_ballot", lambda: voter.post(f"/polls/{poll}/ballots", second))
        counted = self.coop.get(f"/polls/{poll}/issuance")
        self.figures.check("ballots in the box", counted["cast"], len(ballots))
        self._late = {**papers[-1]}

    def proclaim(self, poll: str) -> dict[str, Any]:
        """Close, count and proclaim a poll; return the result."""
        self.coop.post(f"/polls/{poll}/close")
        if late := self._late:
            voter = self.coop.anonymous()
            self.figures.refused("a ballot after closing", "poll_closed",
                                 lambda: voter.post(f"/polls/{poll}/ballots", late))  # fmt: skip
            self._late = {}
        result: dict[str, Any] = self.coop.post(f"/polls/{poll}/tally")
        self.coop.post(f"/polls/{poll}/proclaim")
        for step in result["reasoning"]:
            numbers = ", ".join(f"{name} {number}" for name, number in step["numbers"].items())
            self.figures.note(f"{step['statement']} [{numbers}] — {step['article']}")
        return result

    def effect(self, poll: str, state: str = "applied") -> dict[str, Any]:
        """Wait until the owning service has settled what was adopted; return its links."""
        settled = until("the effect of the resolution", lambda: self._settled(poll))
        self.figures.check(f"effect {settled['effect']}", settled["state"], state)
        return dict(settled["links"] or {})

    def close(self) -> None:
        """Close the session."""
        closed = self.coop.post(f"/assemblies/{self.id}/close")
        self.figures.check("assembly", closed["state"], "closed")

    def _open_poll(self, poll: str) -> None:
        opened = self.coop.post(f"/polls/{poll}/open")
        self.figures.note(f"roll committed to: Merkle root {opened['roll_root'][:16]}…, {opened['entitled']} votes")

    def _settled(self, poll: str) -> dict[str, Any] | None:
        effect = self.coop.get(f"/polls/{poll}")["effect"]
        return None if effect is None or effect["state"] == "pending" else dict(effect)
