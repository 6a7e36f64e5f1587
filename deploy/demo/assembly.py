"""A general assembly from the notice to the signed minutes, as the demonstration holds it."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import Any

from .client import Cooperative
from .figures import Figures, until

NOTICE_SENT_DAYS_AGO = 20
VOTING_AT_ONCE = 16


class Assembly:
    """An assembly held today, or so many days ago, to which the members were called twenty days before."""

    def __init__(
        self, figures: Figures, coop: Cooperative, title: str, kind: str = "ordinary", days_ago: int = 0,
        assembly_id: str | None = None,
    ) -> None:
        self.figures, self.coop = figures, coop
        self.held_on = figures.today - timedelta(days=days_ago)
        # A paper that was cast, to be tried again once the poll is closed.
        self._late: dict[str, Any] = {}
        # The shares of the key of each poll that has scrutineers, as they were given to them.
        self._shares: dict[str, list[dict[str, str]]] = {}
        self.id = assembly_id or coop.post("/assemblies", {
            "kind": kind, "title": title, "held_on": self.held_on.isoformat(),
        })["id"]  # fmt: skip

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
        late = {"convened_on": self.held_on.isoformat()}
        self.figures.refused("a notice sent on the day of the assembly", "notice_too_short", article="article",
                             action=lambda: self.coop.post(f"/assemblies/{self.id}/convene", late))  # fmt: skip
        self.call(NOTICE_SENT_DAYS_AGO)

    def call(self, days_before: int) -> None:
        """Record that the notice went out so many days before the assembly."""
        sent = self.held_on - timedelta(days=days_before)
        self.coop.post(f"/assemblies/{self.id}/convene", {"convened_on": sent.isoformat()})

    def open(self, present: list[str], entitled: int, quorum_there: bool = True) -> None:
        """Make the final roll, note who is here, and open the session."""
        roll = self.coop.post(f"/assemblies/{self.id}/roll")
        self.figures.check("votes on the final roll", roll["votes"], entitled)
        for at in range(0, len(present), 1000):
            self.coop.post(f"/assemblies/{self.id}/presences", {
                "entries": [{"member_id": member, "kind": "arrive"} for member in present[at : at + 1000]]
            })  # fmt: skip
        attendance = self.coop.get(f"/assemblies/{self.id}/attendance")
        quorum = attendance["quorum"]
        self.figures.check("present", attendance["votes"], len(present))
        self.figures.check(f"quorum of {quorum['required']} ({quorum['article']})", quorum["reached"], quorum_there)
        self.coop.post(f"/assemblies/{self.id}/open", {"chair_id": present[0]})

    def seat_bureau(self, present: list[str]) -> None:
        """Name who chairs, who counts and who writes; the tellers accept."""
        chair, one, other, secretary = present[:4]
        place = f"/assemblies/{self.id}/bureau"
        self.coop.post(place, {"chair_id": chair, "teller_ids": [one, other], "secretary_id": secretary})
        for teller in (one, other):
            bureau = self.coop.post(f"{place}/acceptances", {"member_id": teller})
        self.figures.check("bureau complete: chair, two tellers, secretary", bureau["complete"], True)

    def share_key(self, poll: str, scrutineers: list[str], threshold: int) -> None:
        """Make the key of a secret poll and share it: until so many come together, nobody can open a ballot."""
        made = self.coop.post(f"/polls/{poll}/key", {"scrutineers": scrutineers, "threshold": threshold})
        self._shares[poll] = made["shares"]
        self.figures.check("scrutineers with a share of the key", len(made["shares"]), len(scrutineers))

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
        named = next(name for name in ("choice", "choices", "ranking") if name in papers[0])
        second = {**papers[0], named: "blank" if named == "choice" else []}
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
        if poll in self._shares:
            self._open_ballots(poll)
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

    def sign_minutes(self, bureau: list[str], folder: Path) -> None:
        """Have each officer sign the minutes by their digest, and write them to a folder as data and as PDF."""
        place = f"/assemblies/{self.id}/minutes"
        for officer in bureau[:4]:
            signing = self.coop.get(f"{place}/signatures")
            signing = self.coop.post(f"{place}/sign", {"member_id": officer, "digest": signing["digest"]})
        self.figures.check("minutes signed by all four", (signing["complete"], signing["state"]),
                           (True, "minutes_signed"))  # fmt: skip
        for format in ("pdf", "json"):
            name = f"{self.coop.slug}-minutes-{self.id}.{format}"
            (folder / name).write_bytes(self.coop.download(place, format=format))
        written = (folder / f"{self.coop.slug}-minutes-{self.id}.pdf").read_bytes()
        self.figures.check("the minutes as PDF", written[:5], b"%PDF-")
        self.figures.note(f"they are in {folder}")

    def _open_ballots(self, poll: str) -> None:
        place, shares = f"/polls/{poll}/key-shares", self._shares.pop(poll)
        self.figures.refused("a count before the scrutineers came together", "key_shares_missing",
                             lambda: self.coop.post(f"/polls/{poll}/tally"))  # fmt: skip
        foreign = {"member_id": shares[0]["member_id"], "share": shares[1]["share"]}
        self.figures.refused("a share that is not one's own", "wrong_key_share",
                             lambda: self.coop.post(place, foreign))  # fmt: skip
        threshold = self.coop.get(f"/polls/{poll}/key")["threshold"]
        for one in shares[:threshold]:
            self.coop.post(place, {"member_id": one["member_id"], "share": one["share"]})
        opened = until("the opening of the ballots", lambda: self.coop.get(f"/polls/{poll}/key")["state"] == "opened")
        self.figures.check(f"ballots opened by {threshold} of {len(shares)} scrutineers", opened, True)

    def _open_poll(self, poll: str) -> None:
        opened = self.coop.post(f"/polls/{poll}/open")
        self.figures.note(f"roll committed to: Merkle root {opened['roll_root'][:16]}…, {opened['entitled']} votes")

    def _settled(self, poll: str) -> dict[str, Any] | None:
        effect = self.coop.get(f"/polls/{poll}")["effect"]
        return None if effect is None or effect["state"] == "pending" else dict(effect)
