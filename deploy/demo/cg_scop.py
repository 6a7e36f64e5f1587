"""CG Scop, the federation: what its members disclose arrives, and a resolution passes one cooperative one vote."""

from __future__ import annotations

from .alpar import MEMBERS as ALPAR_MEMBERS
from .alpar import SHARE as ALPAR_SHARE
from .alpine_aluminium import MEMBERS as ALPINE_MEMBERS
from .assembly import Assembly
from .client import Cooperative
from .coopaname import ASSOCIATES as COOPANAME_MEMBERS
from .figures import Figures, until
from .sheets import sheet

COOPERATIVES = (("coopaname", "member"), ("alpine-aluminium", "member"), ("alpar", "partner"))


def play(figures: Figures, coops: dict[str, Cooperative]) -> None:
    """Play the federation's part."""
    figures.chapter("cg-scop, their federation")
    federation = coops["cg-scop"]
    job = federation.upload("/imports/members", sheet(
        {"external_id": slug, "kind": "organisation", "name": slug.replace("-", " ").title(), "cooperative": slug,
         "category": category, "joined_on": "2020-01-01"}
        for slug, category in COOPERATIVES
    ))  # fmt: skip
    figures.check("cooperatives in the federation", job["counts"], {"created": len(COOPERATIVES)})
    _disclose(figures, coops)
    _resolve(figures, federation)


def _disclose(figures: Figures, coops: dict[str, Cooperative]) -> None:
    federation = coops["cg-scop"]
    for slug, _ in COOPERATIVES:
        coops[slug].post("/disclosures")
        coops[slug].post("/figures/disclosures")
    counts = {"alpar": ALPAR_MEMBERS, "coopaname": COOPANAME_MEMBERS, "alpine-aluminium": ALPINE_MEMBERS}

    def arrived() -> dict[tuple[str, str], str] | None:
        held = {(one["coop"], one["figure"]): one["value"] for one in federation.every("/federation/figures")}
        complete = all(held.get((slug, "members.count")) == str(count) for slug, count in counts.items())
        complete = complete and ("alpine-aluminium", "ledger.head") in held
        return held if complete and all((slug, "capital.total") in held for slug in counts) else None

    held = until("the disclosed figures at the federation", arrived, seconds=30)
    for slug, count in counts.items():
        figures.check(f"members of {slug}, as disclosed", held[slug, "members.count"], str(count))
    figures.note("capital disclosed: " + ", ".join(f"{slug} {held[slug, 'capital.total']}" for slug in counts))
    _, _, head = held["alpine-aluminium", "ledger.head"].partition(":")
    figures.note(f"head of the sealed books of alpine-aluminium, kept by the federation: {head[:16]}…")
    figures.check("capital of alpar, as disclosed", held["alpar", "capital.total"],
                  f"{ALPAR_MEMBERS * ALPAR_SHARE // 100}.00")  # fmt: skip
    disclosed = {figure for slug, figure in held if slug == "alpar"}
    figures.check("alpar discloses only what its statutes name", disclosed, {"members.count", "capital.total"})


def _resolve(figures: Figures, federation: Cooperative) -> None:
    register = {one["cooperative"]: one["id"] for one in federation.every("/members")}
    assembly = Assembly(figures, federation, "Congress of the federation")
    poll = assembly.poll("A common fund for the training of tutors", ballot="named")
    assembly.convene()
    voters = [register["coopaname"], register["alpine-aluminium"]]
    # alpar is a partner: the federation's statutes give it no vote, so it is not on the roll.
    assembly.open(voters, entitled=len(voters))
    federation.post(f"/polls/{poll}/open")
    federation.post(f"/polls/{poll}/named-ballots", {"ballots": [
        {"member_id": member, "choice": "for"} for member in voters
    ]})  # fmt: skip
    figures.refused("a vote of the partner", "not_voting", lambda: federation.post(
        f"/polls/{poll}/named-ballots", {"ballots": [{"member_id": register["alpar"], "choice": "against"}]}
    ))  # fmt: skip
    result = assembly.proclaim(poll)
    figures.check("votes, one cooperative one vote", result["counts"]["for"], len(voters))
    figures.check("outcome", result["outcome"], "adopted")
    assembly.close()
