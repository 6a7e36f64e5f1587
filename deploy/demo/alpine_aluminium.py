"""Alpine Aluminium: a surplus in three equal parts, voted one person one vote, posted by the vote's effect."""

from __future__ import annotations

from typing import Any

from .assembly import Assembly
from .client import Cooperative, Refused
from .figures import Figures, cents, euros, until
from .people import people
from .sheets import sheet

EMPLOYEES, MEMBERS = 120, 100
SHARE = 5_000  # EUR 50.00
# With interest capped at 5.5 % of the paid-up capital, a third of the surplus needs 100 × 110 shares.
SHARES_EACH = 110
TURNOVER, COSTS = 812_340_000, 803_340_000
SURPLUS = TURNOVER - COSTS
THIRD = SURPLUS // 3


def play(figures: Figures, coop: Cooperative) -> None:
    """Play the cooperative's part."""
    figures.chapter("alpine-aluminium, a worker cooperative")
    year = figures.today.year - 1
    members = _join(figures, coop, year)
    _subscribe(figures, coop, members, year)
    _keep_books(coop, year)
    drawn = coop.post(f"/fiscal-years/{year}/accounts")
    figures.check(f"surplus of {year}, accounts drawn up, in cents", cents(drawn["surplus"]), SURPLUS)
    proposal = _propose(figures, coop, year)
    _vote(figures, coop, members, drawn, proposal)
    _seal(figures, coop, year)


def _join(figures: Figures, coop: Cooperative, year: int) -> list[str]:
    staff = people(EMPLOYEES, "W", seed=2015)
    job = coop.upload("/imports/members", sheet(
        {"external_id": one.reference, "kind": "natural_person", "first_name": one.first_name,
         "last_name": one.last_name, "category": "member", "joined_on": "2019-01-01"}
        for one in staff[:MEMBERS]
    ))  # fmt: skip
    figures.check("members imported", job["counts"], {"created": MEMBERS})
    job = coop.upload("/imports/engagements", sheet(
        {"external_id": one.reference, "first_name": one.first_name, "last_name": one.last_name, "kind": "employment",
         "form": "CDI", "started_on": "2019-01-01"}
        for one in staff
    ))  # fmt: skip
    figures.check("employees, members or not", job["counts"], {"created": EMPLOYEES})
    # The last three came late in the year: under three months present and six of seniority, so without a part.
    job = coop.upload("/imports/payroll", sheet(
        {"external_id": one.reference, "year": year, "wages": euros(2_400_000 + 7_500 * number)["amount"],
         "hours": 1607, "months_present": 2 if number >= EMPLOYEES - 3 else 12,
         "seniority_months": 2 if number >= EMPLOYEES - 3 else 84}
        # Backwards, so that when all who have a part have come to the ledger, everybody has.
        for number, one in reversed(list(enumerate(staff)))
    ))  # fmt: skip
    figures.check("payroll figures of the year", job["counts"], {"created": EMPLOYEES})
    return [one["id"] for one in coop.every("/members")]


def _subscribe(figures: Figures, coop: Cooperative, members: list[str], year: int) -> None:
    price = euros(SHARES_EACH * SHARE)["amount"]
    rows = [{"member": member, "count": SHARES_EACH, "paid": price, "date": f"{year}-01-01"} for member in members]
    until("the members in the ledger", lambda: coop.upload(
        "/imports/share-subscriptions", sheet(rows), dry_run="true")["counts"] == {"created": MEMBERS})  # fmt: skip
    job = coop.upload("/imports/share-subscriptions", sheet(rows))
    figures.check("subscriptions called and paid", job["counts"], {"created": MEMBERS})
    figures.check("capital paid up, in cents", cents(coop.get("/capital")["paid_up"]), MEMBERS * SHARES_EACH * SHARE)


def _keep_books(coop: Cooperative, year: int) -> None:
    lines = (("512", "701", TURNOVER), ("641", "512", COSTS // 2), ("601", "512", COSTS - COSTS // 2))
    coop.post("/entry-batches", {"mode": "atomic", "entries": [
        {"journal": "operations", "date": f"{year}-12-31", "label": f"Synthetic totals of {year}", "lines": [
            {"account": debited, "debit": euros(amount)}, {"account": credited, "credit": euros(amount)},
        ]} for debited, credited, amount in lines
    ]})  # fmt: skip


def _with_a_part(coop: Cooperative, year: int) -> int:
    """Count the employees who would have a part, as far as the ledger knows the payroll by now."""
    try:
        return len(coop.get("/surplus-simulations", year=year)["employees"])
    except Refused:  # nobody has come yet, so there is nobody to share
        return 0


def _propose(figures: Figures, coop: Cooperative, year: int) -> dict[str, Any]:
    until("the payroll in the ledger", lambda: _with_a_part(coop, year) == EMPLOYEES - 3)
    greedy = {"year": year, "parameters": {"interest": "2/5", "labour_share": "3/10", "reserves": "3/10"}}
    figures.refused("interest above the reserves and the labour share", "surplus_rule_broken", article="Law 78-763",
                    action=lambda: coop.post("/surplus-proposals", greedy))  # fmt: skip
    proposal: dict[str, Any] = coop.post("/surplus-proposals", {"year": year})
    for limit in proposal["limits"]:
        figures.note(f"{limit['rule']}: {limit['value']['amount']} {limit['side'].replace('_', ' ')} "
                     f"{limit['bound']['amount']} — {limit['source']}")  # fmt: skip
    parts = {name: cents(amount) for name, amount in proposal["parts"].items()}
    figures.check("to the business", parts["legal_reserve"] + parts["development_fund"], THIRD)
    figures.check("to the employees", parts["labour_share"], THIRD)
    figures.check("to the members", parts["interest"], THIRD)
    by_person = {one["person_id"]: cents(one["amount"]) for one in proposal["employees"]}
    outside = [one for one in proposal["employees"] if one["member_id"] is None]
    figures.check("employees with a part", sum(amount > 0 for amount in by_person.values()), EMPLOYEES - 3)
    figures.check("of them not members", sum(cents(one["amount"]) > 0 for one in outside), EMPLOYEES - MEMBERS - 3)
    figures.check("their parts sum to the third", sum(by_person.values()), THIRD)
    for one in [*proposal["employees"][:3], *outside[:2]]:
        kind = "member" if one["member_id"] else "not a member"
        figures.note(f"{one['person_id']} ({kind}): {one['amount']['amount']} EUR")
    return proposal


def _vote(
    figures: Figures, coop: Cooperative, members: list[str], drawn: dict[str, Any], proposal: dict[str, Any]
) -> None:
    assembly = Assembly(figures, coop, "Ordinary general assembly")
    approval = assembly.poll("Approval of the accounts", proposal_id=drawn["proposal_id"])
    allocation = assembly.poll("Allocation of the surplus in three equal parts", proposal_id=proposal["id"])
    assembly.convene()
    assembly.open(members[:64], entitled=MEMBERS)
    for poll, votes in ((approval, (64, 0, 0)), (allocation, (57, 4, 3))):
        result = assembly.vote_by_hands(poll, members[:2], *votes)
        figures.check("outcome", result["outcome"], "adopted")
        links = assembly.effect(poll)
        figures.note(f"linked: {links}")
    assembly.close()
    balance = {row["account"]: -cents(row["balance"]) for row in coop.get("/reports/trial-balance")["accounts"]}
    figures.check("reserves in the books", balance.get("1061", 0) + balance.get("1063", 0), THIRD)
    figures.check("owed to the employees (424)", balance.get("424"), THIRD)
    figures.check("owed to the members (457)", balance.get("457"), THIRD)


def _seal(figures: Figures, coop: Cooperative, year: int) -> None:
    sealed = coop.post(f"/fiscal-years/{year}/seal")
    figures.check(f"fiscal year {year}", sealed["state"], "sealed")
    late = {"journal": "operations", "date": f"{year}-12-31", "label": "Too late", "lines": [
        {"account": "512", "debit": euros(100)}, {"account": "701", "credit": euros(100)},
    ]}  # fmt: skip
    figures.refused("an entry into the sealed year", "period_closed", lambda: coop.post("/entries", late))
