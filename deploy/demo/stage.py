"""The play: the four cooperatives in turn, on a running suite."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path

import httpx

from . import (
    arrivals,
    bank,
    cases,
    documents,
    groups,
    handover,
    intercooperation,
    leaving,
    life,
    moving,
    pathway,
    register,
    shifts,
    votes,
)
from .alpar import play as play_alpar
from .alpine_aluminium import play as play_alpine_aluminium
from .cg_scop import play as play_cg_scop
from .client import Cooperative, Refused
from .coopaname import play as play_coopaname
from .figures import Figures, WrongFigure

SLUGS = ("alpar", "coopaname", "alpine-aluminium", "cg-scop")


def play(
    url: str, keys: dict[str, str], say: Callable[[str], None] = print, folder: Path | None = None,
    found: cases.Founder | None = None, mover: moving.Mover | None = None,
) -> int:
    """Play on the suite at ``url`` with one full key per cooperative; return 0 when every figure is right, else 1.

    The cooperatives must be freshly founded: the play begins with a register that holds nobody. Documents go to
    ``folder``, or to a new one. ``found`` founds the cooperative of a file beside them, as an operator would, and
    ``mover`` moves one elsewhere.
    """
    figures = Figures(say)
    limits = httpx.Limits(max_connections=32, max_keepalive_connections=32)
    with httpx.Client(base_url=url, timeout=60, limits=limits) as http:
        coops = {slug: Cooperative(http, slug, keys[slug]) for slug in SLUGS}
        try:
            _fresh(figures, coops)
            play_alpar(figures, coops["alpar"])
            play_coopaname(figures, coops["coopaname"])
            play_alpine_aluminium(figures, coops["alpine-aluminium"])
            play_cg_scop(figures, coops)
            bank.play(figures, coops["alpar"])
            leaving.play(figures, coops["alpar"])
            handed_over = folder or Path(tempfile.mkdtemp(prefix="rochdale-documents-"))
            new = cases.play(figures, http, coops["cg-scop"], found, handed_over)
            handover.play(figures, coops[handover.OLD], new, handed_over)
            documents.play(figures, coops, handed_over)
            votes.play(figures, coops["alpar"], handed_over)
            groups.play(figures, coops, handed_over)
            shifts.play(figures, coops, handed_over)
            life.play(figures, coops)
            register.play(figures, coops)
            pathway.play(figures, coops)
            intercooperation.play(figures, coops, handed_over)
            arrivals.play(figures, coops, handed_over)
            _stay_apart(figures, http, keys)
            moving.play(figures, mover)
        except WrongFigure as wrong:
            say(f"\nThe play stops here: {wrong}")
            return 1
        except Refused as refused:
            say(f"\nThe play stops here, for the gateway refused a step: {refused}")
            return 1
        except httpx.HTTPError as error:
            say(f"\nThe play stops here: the gateway at {url} did not answer ({type(error).__name__}: {error})")
            return 1
    say(f"\nAll {figures.checked} figures are right, after {figures.seconds():.1f} s.")
    return 0


def _fresh(figures: Figures, coops: dict[str, Cooperative]) -> None:
    for slug, coop in coops.items():
        if coop.get("/members", limit=1)["data"]:
            raise WrongFigure(f"{slug} has members already: the play needs freshly founded cooperatives")


def _stay_apart(figures: Figures, http: httpx.Client, keys: dict[str, str]) -> None:
    figures.chapter("Each keeps its own data")
    intruder = Cooperative(http, "coopaname", keys["alpar"])
    figures.refused("alpar's key on coopaname's members", "foreign_key", lambda: intruder.get("/members"))
    figures.refused("alpar's key on coopaname's books", "foreign_key", lambda: intruder.get("/reports/trial-balance"))
    figures.refused("no key at all", "unauthenticated", lambda: intruder.anonymous().get("/members"))
