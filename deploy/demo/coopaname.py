"""Coopaname: 650 people, 370 activities in six establishments, a quarter's revenue and its contributions."""

from __future__ import annotations

import random
from datetime import date, timedelta

from .client import Cooperative
from .figures import Figures, cents, euros, until
from .people import Person, people
from .sheets import sheet

PEOPLE, ACTIVITIES, ESTABLISHMENTS = 650, 370, 6
ASSOCIATES, SALARIED = 220, 270  # the others are supported, on their way in
GROUPS, PER_GROUP = 70, 5  # 70 activities run by groups of five, 300 by one person: 650 people in all


def play(figures: Figures, coop: Cooperative) -> None:
    """Play the cooperative's part."""
    figures.chapter("coopaname, an activity-and-employment cooperative")
    everyone = people(PEOPLE, "C", seed=1995)
    chance = random.Random(650)
    _join(figures, coop, everyone)
    _open_activities(figures, coop, everyone)
    since, last = _last_quarter(figures.today)
    revenues = _earn(figures, coop, since, last, chance)
    _contribute(figures, coop, since, last, revenues)


def _join(figures: Figures, coop: Cooperative, everyone: list[Person]) -> None:
    job = coop.upload("/imports/members", sheet(
        {"external_id": one.reference, "kind": "natural_person", "first_name": one.first_name,
         "last_name": one.last_name, "email": one.email, "category": "member", "joined_on": "2021-01-04"}
        for one in everyone[:ASSOCIATES]
    ))  # fmt: skip
    figures.check("associates imported", job["counts"], {"created": ASSOCIATES})
    job = coop.upload("/imports/engagements", sheet(
        {"external_id": one.reference, "first_name": one.first_name, "last_name": one.last_name,
         "kind": "employment" if number < ASSOCIATES + SALARIED else "support",
         "form": "CDI" if number < ASSOCIATES else "CESA" if number < ASSOCIATES + SALARIED else "CAPE",
         "started_on": "2021-01-04" if number < ASSOCIATES else "2025-02-03"}
        for number, one in enumerate(everyone)
    ))  # fmt: skip
    figures.check("people engaged, employed or supported", job["counts"], {"created": PEOPLE})
    figures.check("of them members", sum(1 for _ in coop.every("/members")), ASSOCIATES)


def _open_activities(figures: Figures, coop: Cooperative, everyone: list[Person]) -> None:
    grouped, alone = everyone[: GROUPS * PER_GROUP], everyone[GROUPS * PER_GROUP :]
    owners = [[one] for one in alone] + [grouped[at * PER_GROUP : (at + 1) * PER_GROUP] for at in range(GROUPS)]
    job = coop.upload("/imports/activities", sheet(
        {"code": f"a{number:03d}", "label": f"Activity {number:03d}",
         "establishment": f"E{number % ESTABLISHMENTS + 1}",
         "owner_external_ids": "|".join(one.reference for one in people_of), "opened_on": "2023-01-02",
         "group": f"Group {number - len(alone):02d}" if len(people_of) > 1 else ""}
        for number, people_of in enumerate(owners, start=1)
    ))  # fmt: skip
    figures.check("activities opened", job["counts"], {"created": ACTIVITIES})
    houses = [one["activities"] for one in coop.every("/establishments")]
    figures.check("establishments, as the bylaws name them", len(houses), ESTABLISHMENTS)
    figures.check("activities that they house", sum(houses), ACTIVITIES)
    figures.check("cooperation groups", len(list(coop.every("/cooperation-groups"))), GROUPS)


def _earn(figures: Figures, coop: Cooperative, since: date, last: date, chance: random.Random) -> dict[str, list[int]]:
    """Record two invoices of each activity in the quarter; return the amounts in cents by code."""
    days = (last - since).days
    invoices = [
        (f"a{number:03d}", f"F-{number:03d}-{turn}", since + timedelta(days=chance.randint(0, days)),
         chance.randint(20_000, 900_000))
        for number in range(1, ACTIVITIES + 1) for turn in (1, 2)
    ]  # fmt: skip

    def arrived() -> bool:
        """The ledger learns of an activity by an event; the last one opened tells that all have come."""
        trial = coop.upload("/imports/revenues", _revenue_sheet(invoices[-2:]), dry_run="true")
        return trial["counts"] == {"created": 2}

    until("the activities in the ledger", arrived)
    job = coop.upload("/imports/revenues", _revenue_sheet(invoices))
    figures.check("invoices of the quarter posted", job["counts"], {"created": len(invoices)})
    revenues: dict[str, list[int]] = {}
    for code, _, _, amount in invoices:
        revenues.setdefault(code, []).append(amount)
    return revenues


def _revenue_sheet(invoices: list[tuple[str, str, date, int]]) -> str:
    return sheet(
        {"activity": code, "date": day, "amount": euros(amount)["amount"], "external_id": reference}
        for code, reference, day, amount in invoices
    )


def _contribute(figures: Figures, coop: Cooperative, since: date, last: date, revenues: dict[str, list[int]]) -> None:
    tenths = {code: (sum(amounts) + 5) // 10 for code, amounts in revenues.items()}
    booked = coop.post("/contributions", {"since": since.isoformat(), "until": last.isoformat()})
    figures.check("revenue that contributes", cents(booked["base"]), sum(map(sum, revenues.values())))
    figures.check("10 % contributions booked, in cents", cents(booked["amount"]), sum(tenths.values()))
    activity = coop.get("/activities", code="a007")["data"][0]
    statement = coop.get(
        f"/activities/{activity['id']}/statement", **{"from": since.isoformat(), "to": last.isoformat()}
    )
    figures.note(f"statement of activity a007 ({activity['label']}), {since} to {last}:")
    for line in statement["accounts"]:
        figures.note(f"  {line['account']:<8} {line['label'][:50]:<50} {line['amount']['amount']:>12}")
    figures.check("its revenue", cents(statement["revenue"]), sum(revenues["a007"]))
    figures.check("its contribution", cents(statement["contributed"]), tenths["a007"])
    figures.check("what it keeps", cents(statement["result"]), sum(revenues["a007"]) - tenths["a007"])
    balance = coop.get("/reports/trial-balance")
    internal = sum(cents(row["balance"]) for row in balance["accounts"] if row["account"].startswith("18"))
    figures.check("internal links net to", internal, 0)
    turnover = sum(-cents(row["balance"]) for row in balance["accounts"] if row["account"].startswith("70"))
    figures.check("turnover, not inflated by them", turnover, sum(map(sum, revenues.values())))


def _last_quarter(today: date) -> tuple[date, date]:
    """Return the first and last day of the quarter before today's."""
    first = date(today.year, 3 * ((today.month - 1) // 3) + 1, 1)
    last = first - timedelta(days=1)
    return date(last.year, last.month - 2, 1), last
