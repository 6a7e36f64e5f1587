"""Coopaname's pathways: who of 650 people stands where, and one newcomer from the first contact to associate."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from .assembly import Assembly
from .client import Cooperative, Refused
from .coopaname import ASSOCIATES, PEOPLE, SALARIED
from .figures import Figures, euros, until
from .people import Person, people
from .sheets import sheet

TUTORS = 20
VOTERS = 50
# Who had one interview instead of two in the year before the running one.
FORGOTTEN = 5


def play(figures: Figures, coops: dict[str, Cooperative]) -> None:
    """Play the pathways of the cooperative of activities and employment."""
    coop = coops["coopaname"]
    figures.chapter("coopaname: the pathway, from prospect to associate")
    everyone = people(PEOPLE, "C", seed=1995)
    _take_in(figures, coop, everyone)
    _show(figures, coop)
    tutor = _id_of(coop, everyone[0])
    pathway = _enter(figures, coop, tutor)
    _support(figures, coop, pathway, tutor)
    _employ(figures, coop, pathway, tutor)
    _admit(figures, coop, pathway)


def _take_in(figures: Figures, coop: Cooperative, everyone: list[Person]) -> None:
    rows = [_row(figures.today, number, one, everyone) for number, one in enumerate(everyone)]
    job = coop.upload("/imports/pathways", sheet(rows))
    figures.check("pathways taken in", job["counts"], {"created": PEOPLE})
    again = coop.upload("/imports/pathways", sheet(rows[:200]))
    figures.check("the same sheet again", again["counts"], {"skipped": 200})


def _row(today: date, number: int, one: Person, everyone: list[Person]) -> dict[str, Any]:
    """Return one line: associates since 2021, salaried entrepreneurs and supported people since February 2025."""
    stage, entered_on, since = "associate", "2019-01-07", date(2021, 1, 4)
    if number >= ASSOCIATES:
        stage, entered_on, since = "salaried_entrepreneur", "2024-09-02", date(2025, 2, 3)
    if number >= ASSOCIATES + SALARIED:
        stage = "supported"
    terms = [date(since.year + years, 2, 2) for years in (1, 2, 3)]
    renewed = [term for before, term in zip(terms, terms[1:], strict=False) if before < today]
    return {
        "external_id": one.reference, "first_name": one.first_name, "last_name": one.last_name,
        "entered_on": entered_on, "stage": stage, "since": since.isoformat(),
        "tutor_external_id": "" if stage == "associate" else everyone[number % TUTORS].reference,
        "renewed_until": "|".join(map(str, renewed)) if stage == "supported" else "",
        "interviews": "|".join(map(str, _interviews(today, since, forgotten=number < FORGOTTEN))),
    }  # fmt: skip


def _interviews(today: date, since: date, forgotten: bool) -> list[date]:
    """Return two interviews in each of the last two years of a pathway, as far as they have come."""
    year = today.year - ((today.month, today.day) < (since.month, since.day))
    held = []
    for begin in (since.replace(year=one) for one in (year - 1, year) if one >= since.year):
        days = (60,) if forgotten and begin.year < year else (60, 200)
        held += [begin + timedelta(days=one) for one in days]
    return [day for day in held if day <= today]


def _show(figures: Figures, coop: Cooperative) -> None:
    board = coop.get("/pathways/board")
    supported = PEOPLE - ASSOCIATES - SALARIED
    counts = {one["stage"]: one["people"] for one in board["stages"]}
    figures.check("who stands where", counts, {
        "prospect": 0, "supported": supported, "salaried_entrepreneur": SALARIED, "associate": ASSOCIATES})  # fmt: skip
    figures.check("people on the board", len(board["people"]), PEOPLE)
    figures.check("without a tutor, or without the contract of their stage",
                  (board["tutors_missing"], board["contracts_missing"]), (0, 0))  # fmt: skip
    figures.check("contracts whose day has passed", board["contracts_lapsed"], 0)
    lacking = coop.get("/pathways/board", figure="interviews_missed")["people_count"]
    figures.check("people who lacked an interview, by name", lacking, FORGOTTEN)
    figures.check("interviews that the year before lacked", board["interviews_missed"], FORGOTTEN)
    figures.note(f"deadlines that come near: {board['deadlines_near']}, that have passed: {board['deadlines_passed']}")
    figures.note(f"{'stage':<22} {'since':<11} {'contract':<9} {'next deadline':<27} interviews  missing")
    shown: dict[str, int] = {}
    for one in board["people"]:
        shown[one["stage"]] = shown.get(one["stage"], 0) + 1
        if shown[one["stage"]] <= 3:
            figures.note(_line(one))
    tutored = coop.get("/pathways/board", tutor_id=board["people"][0]["tutor_id"])
    figures.check("of them accompanied by one tutor", tutored["people_count"] > 0, True)
    figures.check("the board as a PDF", coop.download("/pathways/board/document")[:5], b"%PDF-")


def _line(one: dict[str, Any]) -> str:
    due, form = one["next_deadline"], (one["contract"] or {}).get("form", "none")
    said = f"{due['due_on']} {due['kind']}" if due else "none"
    interviews = f"{one['interviews_held']} of {one['interviews_owed']}"
    missing = ", ".join(one["missing_conditions"]) or "none"
    return f"{one['stage']:<22} {one['since']:<11} {form:<9} {said:<27} {interviews:<11} {missing}"


def _enter(figures: Figures, coop: Cooperative, tutor: str) -> str:
    """Somebody new comes, is accompanied, and cannot be supported without a contract."""
    entered = coop.post("/pathways", {
        "person": {"first_name": "Alma", "last_name": "Newcomer", "email": "alma@example.org"},
        "entered_on": _ago(figures, 500), "tutor_id": tutor,
    })  # fmt: skip
    figures.check("a newcomer enters as", (entered["stage"], entered["tutor_id"] == tutor), ("prospect", True))
    way = str(entered["pathway_id"])
    figures.refused("support without a contract", "stage_needs_contract", article="article 12",
                    action=lambda: _reach(figures, coop, way, "supported", 470))  # fmt: skip
    return way


def _support(figures: Figures, coop: Cooperative, way: str, tutor: str) -> None:
    """A year of support, renewed; objectives, interviews, an activity, and what a third year more would be."""
    reached = _reach(figures, coop, way, "supported", 470, {"weekly_minutes": 1050})
    contract = reached["contract"]
    figures.check("supported, under", (reached["stage"], contract["form"]), ("supported", "CAPE"))
    amendments = f"/engagements/{contract['engagement_id']}/amendments"
    first = date.fromisoformat(contract["term_on"])
    too_long = {"kind": "renewal", "term_on": (first + timedelta(days=380)).isoformat()}
    figures.refused("a renewal of more than a year", "contract_too_long", article="L127-2",
                    action=lambda: coop.post(amendments, too_long))  # fmt: skip
    renewed = coop.post(amendments, {"kind": "renewal", "term_on": (first + timedelta(days=180)).isoformat()})
    figures.check("support renewed by amendment", renewed["number"], 1)
    objective = coop.post(f"/pathways/{way}/objectives", {
        "text": "Three customers who come back", "set_on": _ago(figures, 460), "due_on": _ago(figures, 90),
    })  # fmt: skip
    coop.post(f"/pathways/{way}/objectives/{objective['id']}/outcome", {"outcome": "reached"})
    for days in (300, 100):
        made = coop.post(f"/pathways/{way}/appointments", {
            "kind": "interview", "with_id": tutor, "on": _ago(figures, days)})  # fmt: skip
        coop.post(f"/pathways/{way}/appointments/{made['id']}/outcome", {"outcome": "kept"})
    missing = figures.refused("salaried before the conditions are met", "conditions_missing", article="article 12",
                              action=lambda: _reach(figures, coop, way, "salaried_entrepreneur", 60, {}))  # fmt: skip
    figures.check("what is missing", missing["values"]["conditions"], ["tutor_validation", "regular_activity"])


def _employ(figures: Figures, coop: Cooperative, way: str, tutor: str) -> None:
    """The activity is regular, the tutor says so, and the contract of employment follows on support."""
    person = coop.get(f"/pathways/{way}")["person_id"]
    activity = coop.post("/activities", {
        "code": "a371", "label": "Natural soap", "establishment": "E1", "owner_ids": [person], "trade": "crafts",
        "opened_on": _ago(figures, 300),
    })  # fmt: skip
    for condition in ("tutor_validation", "regular_activity"):
        coop.post(f"/pathways/{way}/conditions", {
            "condition": condition, "by_id": tutor, "met_on": _ago(figures, 70), "evidence": "review-2"})  # fmt: skip
    reached = _reach(figures, coop, way, "salaried_entrepreneur", 60, {"weekly_minutes": 2100})
    figures.check("salaried entrepreneur, under", (reached["stage"], reached["contract"]["form"]),
                  ("salaried_entrepreneur", "CESA"))  # fmt: skip
    due = next(one for one in reached["deadlines"] if one["kind"] == "associate")
    figures.note(f"an associate by {due['due_on']}: {due['article']}")
    figures.check("still missing", reached["missing_conditions"], ["admission"])
    figures.refused("an associate without admission", "conditions_missing", article="article 12",
                    action=lambda: _reach(figures, coop, way, "associate", 0))  # fmt: skip
    coop.post(f"/activities/{activity['id']}/pause", {"on": _ago(figures, 30), "reason": "holidays"})
    resumed = coop.post(f"/activities/{activity['id']}/resumption", {"on": _ago(figures, 10)})
    figures.check("the activity rested and works again", resumed["state"], "open")


def _admit(figures: Figures, coop: Cooperative, way: str) -> None:
    """The assembly admits, the first quarter of a share is paid, and the newcomer is an associate."""
    person = coop.get(f"/pathways/{way}")["person_id"]
    application = coop.post("/applications", {"kind": "natural_person", "category": "member", "member_id": person})
    members = [one["id"] for one in coop.every("/members")]
    assembly = Assembly(figures, coop, "Ordinary general assembly: an admission")
    poll = assembly.poll("Admission of a salaried entrepreneur", proposal_id=application["proposal_id"])
    assembly.convene()
    present = members[:VOTERS]
    assembly.open(present, entitled=len(members))
    assembly.seat_bureau(present)
    ballots = [{"choice": "for"}] * 46 + [{"choice": "against"}] * 2 + [{"choice": "abstain"}] * 2
    assembly.vote_secretly(poll, present, ballots)
    result = assembly.proclaim(poll)
    figures.check("the assembly decides", result["outcome"], "adopted")
    assembly.effect(poll)
    assembly.close()
    share = until("the newcomer in the ledger", lambda: _subscribed(coop, person))
    coop.post(f"/share-subscriptions/{share['id']}/payments", {"amount": euros(375)})
    reached = until("the stage of associates", lambda: _reached(coop, way, "associate"))
    figures.check("from prospect to associate by", [one["stage"] for one in reached["stages"]],
                  ["prospect", "supported", "salaried_entrepreneur", "associate"])  # fmt: skip
    figures.check("members now", sum(1 for _ in coop.every("/members")), len(members) + 1)
    life = [f"{one['on']}  {one['what']}" for one in coop.every(f"/members/{person}/timeline")]
    figures.check("of whom the timeline tells", len(life) > 10, True)
    for line in life:
        figures.note(line)


def _subscribed(coop: Cooperative, person: str) -> Any:
    try:
        return coop.post(f"/members/{person}/share-subscriptions", {"count": 1})
    except Refused as refused:
        # The ledger learns of an accepted applicant by an event.
        if refused.code not in ("unknown_member", "not_found"):
            raise
        return None


def _reached(coop: Cooperative, way: str, stage: str) -> dict[str, Any] | None:
    shown: dict[str, Any] = coop.get(f"/pathways/{way}")
    return shown if shown["stage"] == stage else None


def _reach(
    figures: Figures, coop: Cooperative, way: str, stage: str, days_ago: int, contract: dict[str, Any] | None = None
) -> dict[str, Any]:
    body = {"stage": stage, "since": _ago(figures, days_ago), "contract": contract}
    reached: dict[str, Any] = coop.post(f"/pathways/{way}/stages", {k: v for k, v in body.items() if v is not None})
    return reached


def _ago(figures: Figures, days: int) -> str:
    return (figures.today - timedelta(days=days)).isoformat()


def _id_of(coop: Cooperative, one: Person) -> str:
    return str(coop.get("/members", q=one.reference)["data"][0]["id"])
