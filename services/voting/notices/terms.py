"""What kinds, parts, bases and ballots are called on paper, for notices and minutes alike."""

from __future__ import annotations

import re
from datetime import datetime
from fractions import Fraction
from typing import Any

from services.commons.clock import LEGAL_ZONE
from services.commons.documents import Said, said
from services.commons.documents.sheet import Value

KINDS = {
    "ordinary": said("Ordinary general assembly"), "extraordinary": said("Extraordinary general assembly"),
    "mixed": said("Ordinary and extraordinary general assembly"), "section": said("Section assembly"),
}  # fmt: skip
PARTS = {"ordinary": said("Ordinary resolutions"), "extraordinary": said("Extraordinary resolutions")}
CALLS = {1: said("First call"), 2: said("Second call")}
MODES = {
    "in_room": said("in the room"), "remote": said("remotely"), "postal": said("by post"),
    "paper": said("by paper ballot"),
}  # fmt: skip
BALLOTS = {"secret": said("Secret ballot"), "named": said("Named vote"), "hands": said("Show of hands")}
METHODS = {
    "resolution": said("Resolution: for, against, abstention"), "single_choice": said("Single choice"),
    "approval": said("Approval vote"), "scottish_stv": said("Single transferable vote (Scottish)"),
    "schulze": said("Schulze method"), "majority_judgment": said("Majority judgment"),
    "consent": said("Consent: no objection sustained"),
}  # fmt: skip
BASES = {
    "entitled": said("all votes on the roll"), "present": said("the votes present or represented"),
    "cast": said("the votes cast"), "expressed": said("the votes expressed"),
}  # fmt: skip


def ballot_form(ballot: str) -> Said | str:
    """Return what a form of ballot is called; an unknown one by its code."""
    return BALLOTS.get(ballot, ballot)


def majority_said(terms: dict[str, Any]) -> Said:
    """Return a majority in words, from its base, fraction and whether it must be passed."""
    share, base = Fraction(terms["fraction"]), BASES[terms["base"]]
    if terms.get("strictly_more") and share == Fraction(1, 2):
        return said("more than half of {base}", base=base)
    if terms.get("strictly_more"):
        return said("more than {share} of {base}", share=plainly(share), base=base)
    return said("at least {share} of {base}", share=plainly(share), base=base)


def plainly(share: Fraction) -> str:
    """Return a share as statutes write it: 1/5, 2/3."""
    return f"{share.numerator}/{share.denominator}"


_RULE = re.compile(r"(Statutes|Bylaws) of \S+(?:, (.+?))? \(([a-z0-9_.]+)\)\Z")
_LAW = re.compile(r"Law (.+)\Z")


def article_said(article: str) -> Said | str:
    """Return the article of a rule as a reader cites it; one of another form as it stands."""
    if found := _LAW.match(article):
        return said("Law {number}", number=found[1])
    found = _RULE.match(article)
    if found is None:
        return article
    named = found[2] or found[3]
    if found[1] == "Statutes":
        return said("Statutes, {article}", article=named)
    return said("Bylaws, {article}", article=named)


def local_time(at: str | datetime | None) -> Value:
    """Return the time of day of a moment where the assembly sits; None stays None."""
    if at is None:
        return None
    moment = datetime.fromisoformat(at) if isinstance(at, str) else at
    return moment.astimezone(LEGAL_ZONE).time().replace(second=0, microsecond=0)
