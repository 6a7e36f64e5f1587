"""Cooperation among cooperatives: premises asked for and found nearby, a Thursday meeting, a questionnaire, unions."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from services.commons.clock import LEGAL_ZONE

from .client import Cooperative
from .figures import Figures, until

FEDERATION = "cg-scop"
ASKS, HELPS, FAR = "alpine-aluminium", "alpar", "coopaname"
REGIONAL, TRADE = 13, 3
# The committees of one union met so often in a year, all together.
MEETINGS = (("Annecy", 9), ("Chambéry", 7), ("Grenoble", 6))
UNION = "union-01"
CHARTER = """Whoever adheres to this charter meets the others of the territory, answers when it is asked for advice, and
keeps what it hears there to itself. The union calls the meetings and writes down what they decide."""


def play(figures: Figures, coops: dict[str, Cooperative], folder: Path) -> None:
    """Play the exchange between the federation, its members and its unions; the summary is written to ``folder``."""
    figures.chapter("cooperation among cooperatives")
    _advise(figures, coops)
    _gather(figures, coops)
    _ask_all(figures, coops, folder)
    _ask_without_names(figures, coops)
    _link_unions(figures, coops[FEDERATION])
    _meet(figures, coops)


def _advise(figures: Figures, coops: dict[str, Cooperative]) -> None:
    """alpine-aluminium looks for premises; alpar, of the same area, answers; Paris hears nothing."""
    federation = coops[FEDERATION]
    for slug in (HELPS, FAR):
        coops[slug].put("/intercooperation/profile", {"themes": ["premises", "funding"], "radius_km": 50})
    until("the offers at the federation", _listed(federation, "/intercooperation/member-profiles", 2))
    asked = coops[ASKS].post("/intercooperation/requests", {
        "theme": "premises", "text": "We look for 400 m² of workshop near Annecy, from September on.", "radius_km": 30,
        "contact_role": "Managing director", "until": (figures.today + timedelta(days=60)).isoformat(),
    })  # fmt: skip
    path = f"/intercooperation/requests/{asked['id']}"
    routed = until("the routing of the request", lambda: _in_state(coops[ASKS], path, "routed"))
    figures.check("cooperatives nearby that the request reached", routed["reached"], [HELPS])
    [received] = until("the request at alpar", _listed(coops[HELPS], "/intercooperation/received"))
    figures.note(f"{HELPS} is {received['metres']} m away; it reads: {received['text']}")
    coops[HELPS].post(f"/intercooperation/received/{received['id']}/answers", {
        "text": "The hall beside our shop falls vacant in August; we can introduce you to its owner.",
        "contact_role": "Referents of administration and finance",
    })  # fmt: skip
    until("the answer", lambda: _in_state(coops[ASKS], path, "answered"))
    [answer] = coops[ASKS].every(f"{path}/answers")
    figures.check("answered by", answer["answered_by"], HELPS)
    coops[ASKS].post(f"{path}/closure", {"outcome": "found", "text": "We rent the hall beside the shop."})

    def closed() -> Any:
        kept = next(federation.every("/intercooperation/routed"))
        return kept if kept["state"] == "closed" else None

    figures.check("what came of it, at the federation", until("the closure", closed)["outcome"], "found")
    far = list(coops[FAR].every("/intercooperation/received"))
    figures.check(f"requests that reached {FAR}, of another area", len(far), 0)
    figures.refused("a request through a stranger", "not_linked", article="rule", action=lambda: coops[ASKS].post(
        "/intercooperation/requests", {
            "federation": "nobody", "theme": "premises", "text": "x", "contact_role": "x",
            "until": figures.today.isoformat(),
        }))  # fmt: skip


def _gather(figures: Figures, coops: dict[str, Cooperative]) -> None:
    """A Thursday meeting with twelve places, for which two cooperatives sign up at their own desks."""
    federation = coops[FEDERATION]
    ahead = (3 - figures.today.weekday()) % 7 or 7
    starts_at = datetime.combine(figures.today + timedelta(days=ahead), time(17), LEGAL_ZONE)
    meeting = federation.post("/gatherings", {
        "kind": "thursday_meeting", "title": "Thursday meeting: visit of a foundry", "theme": "equipment",
        "place": "Cran, 1 rue de la Fonderie", "starts_at": starts_at.isoformat(),
        "ends_at": (starts_at + timedelta(hours=2)).isoformat(), "capacity": 12,
    })  # fmt: skip
    for slug, places in ((HELPS, 8), (FAR, 4)):
        until(f"the announcement at {slug}", _listed(coops[slug], "/announced-gatherings"))
        path = f"/announced-gatherings/{FEDERATION}/{meeting['id']}/sign-ups"
        coops[slug].post(path, {"places": places})
    for slug in (HELPS, FAR):
        [settled] = until(f"the places of {slug}", _settled(coops[slug], "/gathering-sign-ups", "asked"))
        figures.check(f"places of {slug}", settled["state"], "confirmed")
    shown = federation.get(f"/gatherings/{meeting['id']}")
    figures.check("cooperatives signed up for the Thursday meeting", shown["cooperatives"], 2)
    figures.check("places confirmed, and free", (shown["confirmed"], shown["free"]), (12, 0))
    calendar = coops[HELPS].download(f"/announced-gatherings/{FEDERATION}/{meeting['id']}/calendar")
    figures.check("an appointment for the calendar", b"BEGIN:VEVENT" in calendar, True)


def _ask_all(figures: Figures, coops: dict[str, Cooperative], folder: Path) -> None:
    """A questionnaire that three cooperatives answer, and its summary."""
    federation = coops[FEDERATION]
    made = federation.post("/questionnaires", {
        "title": "Premises and people", "closes_on": (figures.today + timedelta(days=30)).isoformat(),
        "questions": [
            {"code": "premises", "text": "How are your premises?", "kind": "choice", "options": [
                {"code": "too_small", "text": "Too small"}, {"code": "right", "text": "Right"},
                {"code": "too_large", "text": "Too large"},
            ]},
            {"code": "people", "text": "How many people work there?", "kind": "number", "least": 0, "unit": "people"},
            {"code": "share", "text": "Would you share some of them?", "kind": "yes_no"},
            {"code": "wish", "text": "What would help you most?", "kind": "text", "required": False},
        ],
    })  # fmt: skip
    path = f"/questionnaires/{made['id']}"
    sent = federation.post(f"{path}/sending", {"cooperatives": [HELPS, FAR, ASKS]})
    figures.check("cooperatives asked", sent["asked"], 3)
    answers = {
        HELPS: {"premises": "right", "people": 120, "share": True},
        FAR: {"premises": "too_small", "people": 650, "share": True, "wish": "A map of free premises"},
        ASKS: {"premises": "too_small", "people": 47, "share": False},
    }
    reply = f"/received-questionnaires/{FEDERATION}/{made['id']}/reply"
    for slug, given in answers.items():
        until(f"the questionnaire at {slug}", _listed(coops[slug], "/received-questionnaires"))
        coops[slug].put(reply, {"answers": given})
    figures.refused("an incomplete answer", "answers_unsound",
                    lambda: coops[HELPS].put(reply, {"answers": {"premises": "right"}}))  # fmt: skip
    until("the answers", lambda: federation.get(path)["replied"] == len(answers))
    summary = federation.get(f"{path}/summary")
    by = {one["code"]: one for one in summary["questions"]}
    counts = {one["code"]: one["count"] for one in by["premises"]["options"]}
    figures.check("answers, of those asked", (summary["replied"], summary["response_rate"]), (3, "1"))
    figures.check("premises", counts, {"too_small": 2, "right": 1, "too_large": 0})
    figures.check("people, and the median", (by["people"]["total"], by["people"]["median"]), (817, "120"))
    document = federation.download(f"{path}/summary/document", format="pdf", language="fr")
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{FEDERATION}-questionnaire.pdf").write_bytes(document)
    figures.check("the summary as PDF, with its charts", document[:5], b"%PDF-")


def _ask_without_names(figures: Figures, coops: dict[str, Cooperative]) -> None:
    """An anonymous questionnaire, answered and answered anew: so few answers are not broken down."""
    federation = coops[FEDERATION]
    made = federation.post("/questionnaires", {
        "title": "What we think of the federation", "anonymous": True,
        "closes_on": (figures.today + timedelta(days=30)).isoformat(),
        "questions": [{"code": "useful", "text": "Is it useful to you?", "kind": "yes_no"}],
    })  # fmt: skip
    path = f"/questionnaires/{made['id']}"
    federation.post(f"{path}/sending", {"cooperatives": [HELPS, FAR, ASKS]})
    for slug in (HELPS, FAR, ASKS):
        until(f"the questionnaire at {slug}", _listed(coops[slug], "/received-questionnaires", 2))
        for useful in (False, True):
            coops[slug].put(f"/received-questionnaires/{FEDERATION}/{made['id']}/reply",
                            {"answers": {"useful": useful}})  # fmt: skip
    until("the answers", lambda: federation.get(path)["replied"] == 3)
    figures.refused("who answered what", "questionnaire_anonymous", lambda: federation.get(f"{path}/replies"))
    federation.post(f"{path}/closing")
    [counted] = federation.get(f"{path}/summary")["questions"]
    figures.check("answers without names, so few that they are not broken down",
                  (counted["answered"], counted["withheld"]), (3, True))  # fmt: skip


def _link_unions(figures: Figures, federation: Cooperative) -> None:
    """Every union is linked by a decision of each side; a cooperative belongs to two of them."""
    for one in list(federation.every("/unions")):
        federation.post("/unions", {"union": one["union"], "decision": "National board, item 4"})
        accepted = {"decision": f"Board of {one['name']}"}
        federation.post(f"/unions/{one['union']}/acceptance", accepted)
    kinds = [one["kind"] for one in federation.every("/unions", state="linked")]
    figures.check("regional unions linked by consent of both", kinds.count("regional"), REGIONAL)
    figures.check("trade federations", kinds.count("trade"), TRADE)
    members = {one["cooperative"]: one["id"] for one in federation.every("/members")}
    [regional] = federation.every("/unions", area="department:74")
    figures.check("the union of Annecy's department", regional["union"], UNION)
    for union in (UNION, "industry"):
        federation.post(f"/unions/{union}/members",
                        {"member_id": members[ASKS], "starts_on": figures.today.isoformat()})  # fmt: skip
    belongs = {one["union"] for one in federation.every(f"/members/{members[ASKS]}/unions")}
    figures.check(f"unions of {ASKS}", belongs, {UNION, "industry"})


def _meet(figures: Figures, coops: dict[str, Cooperative]) -> None:
    """The territorial committees of one union: a charter that cooperatives adhere to, and a year's meetings."""
    federation, year = coops[FEDERATION], figures.today.year - 1
    federation.post("/committee-charters", {
        "union": UNION, "title": "Operating charter", "text": CHARTER, "written_on": f"{year}-01-01",
    })  # fmt: skip
    committees = {
        town: federation.post("/committees", {
            "union": UNION, "title": f"Territorial committee of {town}", "since": f"{year}-01-01",
            "areas": ["department:74"] if town == "Annecy" else [],
        })["id"]
        for town, _ in MEETINGS
    }  # fmt: skip
    annecy = committees["Annecy"]
    for slug in (HELPS, ASKS):
        until(f"the committees at {slug}", _listed(coops[slug], "/published-committees", len(MEETINGS)))
        coops[slug].post(f"/published-committees/{FEDERATION}/{annecy}/adhesions", {
            "charter_version": 1, "decision": "Meeting of the board", "adhered_on": f"{year}-01-02",
        })  # fmt: skip
    until("the adhesions", lambda: federation.get(f"/committees/{annecy}")["adherents"] == 2)
    federation.post(f"/committees/{annecy}/roles", {"role": "animator", "cooperative": HELPS})
    for town, times in MEETINGS:
        for number in range(times):
            federation.post(f"/committees/{committees[town]}/meetings", {
                "held_on": (date(year, 1, 12) + timedelta(days=35 * number)).isoformat(), "place": town,
                "present": [HELPS, ASKS] if town == "Annecy" else [], "guests": 6, "themes": ["Local purchasing"],
            })  # fmt: skip
    counted = federation.get("/committee-figures", year=year)
    [union] = [one for one in counted["unions"] if one["union"] == UNION]
    figures.check(f"meetings of the territorial committees of one union in {year}", union["meetings"], 22)
    figures.check("committees", union["committees"], len(MEETINGS))
    twice = {"held_on": f"{year}-01-12", "place": "Annecy"}
    figures.refused("a meeting counted twice", "meeting_counted",
                    lambda: federation.post(f"/committees/{annecy}/meetings", twice))  # fmt: skip


def _listed(coop: Cooperative, path: str, count: int = 1) -> Callable[[], Any]:
    """Return a condition: a list has come to so many."""

    def arrived() -> Any:
        found = list(coop.every(path))
        return found if len(found) == count else None

    return arrived


def _settled(coop: Cooperative, path: str, before: str) -> Callable[[], Any]:
    """Return a condition: nothing in a list is in its first state any more."""

    def settled() -> Any:
        found = list(coop.every(path))
        return None if any(one["state"] == before for one in found) else found

    return settled


def _in_state(coop: Cooperative, path: str, state: str) -> Any:
    shown = coop.get(path)
    return shown if shown["state"] == state else None
