"""Alpar: 430 members with one share each, refunds to the cent, and a week of shifts."""

from __future__ import annotations

import random
from collections import Counter
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from .assembly import Assembly
from .client import Cooperative
from .figures import Figures, cents, euros, until
from .people import amounts, people
from .sheets import sheet

MEMBERS = 430
SHARE = 10_000  # EUR 100.00
# The group-buying phase, October 2017 to August 2018.
LEGACY_ORDERS, LEGACY_TOTAL = 632, 1_565_800
# A synthetic year, labelled as such in the books: what members and others bought, and what it cost to sell it.
MEMBER_SALES, OTHER_SALES = 38_214_655, 6_120_345
COST_OF_GOODS, OTHER_COSTS, SUBSIDY = 33_800_000, 7_412_500, 600_000


def play(figures: Figures, coop: Cooperative) -> None:
    """Play the cooperative's part."""
    figures.chapter("alpar, a participative supermarket")
    year = figures.today.year - 1
    joined = _join(figures, coop)
    members = list(joined)
    _subscribe(figures, coop, joined)
    _remember_group_buying(figures, coop)
    _refund(figures, coop, members, year)
    _staff_a_week(figures, coop, members)


def _join(figures: Figures, coop: Cooperative) -> dict[str, str]:
    """Import the members; return the day on which each joined, by number."""
    rows: list[dict[str, Any]] = [
        {"external_id": one.reference, "kind": "natural_person", "first_name": one.first_name,
         "last_name": one.last_name, "email": one.email, "category": "member",
         "joined_on": f"20{19 + number % 6}-0{1 + number % 9}-15",
         "linked_organisation_until": date(figures.today.year + 1, 12, 31)}
        for number, one in enumerate(people(MEMBERS, "A", seed=2018))
    ]  # fmt: skip
    wrong = [*rows[:3], {**rows[3], "category": "patron"}, {**rows[4], "joined_on": "2017-10-01"}]
    trial = coop.upload("/imports/members", sheet(wrong), dry_run="true")
    figures.check("dry run of a sheet with two bad lines", trial["counts"], {"created": 3, "refused": 2})
    for line in coop.every(f"/jobs/{trial['id']}/lines", outcome="refused"):
        problem = line["problem"]
        figures.note(f"line {line['line']}: {problem['code']}: {problem['detail']} {problem.get('article', '')}")
    job = coop.upload("/imports/members", sheet(rows))
    figures.check("members imported", job["counts"], {"created": MEMBERS})
    again = coop.upload("/imports/members", sheet(rows))
    figures.check("the same sheet once more", again["counts"], {"skipped": MEMBERS})
    register = list(coop.every("/members"))
    figures.check("members on the register", len(register), MEMBERS)
    figures.check("numbers given, each once", len({one["number"] for one in register}), MEMBERS)
    earlier = sum(1 for _ in coop.every("/members", as_of="2021-12-31"))
    figures.check("members as of 31 December 2021", earlier, sum(row["joined_on"] <= "2021-12-31" for row in rows))
    return {one["id"]: one["joined_on"] for one in register}


def _subscribe(figures: Figures, coop: Cooperative, joined: dict[str, str]) -> None:
    """Call and pay one share each: the first by its two commands, the others as the bank's list has them."""
    members = list(joined)
    until("the first member in the ledger", lambda: _known_to_ledger(coop, members[0]))
    subscription = coop.post(f"/members/{members[0]}/share-subscriptions", {
        "count": 1, "subscribed_on": joined[members[0]],
    })  # fmt: skip
    called = coop.get("/capital")
    figures.check(
        "one share called, nothing paid up", (cents(called["called_unpaid"]), cents(called["paid_up"])), (SHARE, 0)
    )
    paid = coop.post(f"/share-subscriptions/{subscription['id']}/payments", {
        "amount": euros(SHARE), "paid_on": joined[members[0]],
    })  # fmt: skip
    figures.check("paid, so fully paid up", paid["fully_paid"], True)
    until("every member in the ledger", lambda: _known_to_ledger(coop, members[-1]))
    job = coop.upload("/imports/share-subscriptions", sheet(
        {"member": member, "count": 1, "paid": euros(SHARE)["amount"], "date": joined[member]} for member in members[1:]
    ))  # fmt: skip
    figures.check("shares of the others called and paid", job["counts"], {"created": MEMBERS - 1})
    capital = coop.get("/capital")
    figures.check("capital paid up, in cents", cents(capital["paid_up"]), MEMBERS * SHARE)
    figures.check("holders of one share", (capital["holders"], capital["shares"]), (MEMBERS, MEMBERS))
    second = {"count": 1}
    figures.refused("a second share", "share_limit_exceeded", article="article 8",
                    action=lambda: coop.post(f"/members/{members[6]}/share-subscriptions", second))  # fmt: skip
    figures.check("capital after the refusal", cents(coop.get("/capital")["paid_up"]), MEMBERS * SHARE)


def _known_to_ledger(coop: Cooperative, member: str) -> bool:
    return bool(coop.upload("/imports/share-subscriptions", sheet([{"member": member, "count": 1, "paid": "100.00"}]),
                            dry_run="true")["counts"].get("created"))  # fmt: skip


def _remember_group_buying(figures: Figures, coop: Cooperative) -> None:
    chance = random.Random(632)
    days = (date(2018, 8, 31) - date(2017, 10, 1)).days
    orders = [
        {"external_id": f"GA-{number:03d}", "member": "",
         "date": date(2017, 10, 1) + timedelta(days=chance.randint(0, days)), "amount": euros(amount)["amount"]}
        for number, amount in enumerate(amounts(LEGACY_ORDERS, LEGACY_TOTAL, seed=2017), start=1)
    ]  # fmt: skip
    refused = coop.upload("/imports/sales", sheet(orders[:1]), dry_run="true")
    figures.check("an order older than the cooperative, unless it is called legacy", refused["counts"], {"refused": 1})
    job = coop.upload("/imports/sales", sheet(orders), legacy="true")
    figures.check("legacy orders imported", job["counts"], {"created": LEGACY_ORDERS})
    summary = coop.get("/sales/summary", legacy="true")
    figures.check("their total", summary["total"], {"amount": "15658.00", "currency": "EUR"})
    figures.check("sales of the cooperative itself so far", coop.get("/sales/summary")["count"], 0)


def _refund(figures: Figures, coop: Cooperative, members: list[str], year: int) -> None:
    """Draw up a synthetic year, and refund to members pro rata to what they bought, by a vote."""
    purchases = amounts(MEMBERS * 2, MEMBER_SALES, seed=year)
    bought = {member: purchases[2 * at] + purchases[2 * at + 1] for at, member in enumerate(members)}
    rows = [
        {"external_id": f"SYN-{year}-{at:04d}", "member": members[at // 2], "date": f"{year}-{3 + 6 * (at % 2):02d}-28",
         "amount": euros(amount)["amount"]}
        for at, amount in enumerate(purchases)
    ]  # fmt: skip
    rows.append({"external_id": f"SYN-{year}-passing", "member": "", "date": f"{year}-12-30",
                 "amount": euros(OTHER_SALES)["amount"]})  # fmt: skip
    figures.note(f"synthetic purchases of {year}, labelled SYN-{year}-…")
    job = coop.upload("/imports/sales", sheet(rows))
    figures.check("sales imported", job["counts"], {"created": len(rows)})
    total, result = MEMBER_SALES + OTHER_SALES, MEMBER_SALES + OTHER_SALES + SUBSIDY - COST_OF_GOODS - OTHER_COSTS
    _keep_books(figures, coop, year, total)
    drawn = coop.post(f"/fiscal-years/{year}/accounts")
    figures.check(f"surplus of {year}, in cents", cents(drawn["surplus"]), result)
    proposal = coop.post("/surplus-proposals", {"year": year})
    legal_reserve = -(-result * 3 // 20)
    available = result - SUBSIDY - legal_reserve
    highest = available * MEMBER_SALES // total
    parts = {name: cents(amount) for name, amount in proposal["parts"].items()}
    figures.check("legal reserve, three twentieths", parts["legal_reserve"], legal_reserve)
    figures.check("refunds, at their lawful maximum", parts["refunds"], highest)
    figures.check("what others' purchases brought stays in the reserves", parts["other_reserves"],
                  result - legal_reserve - highest)  # fmt: skip
    refunds = {one["member_id"]: cents(one["amount"]) for one in proposal["refunds"]}
    expected = _pro_rata(highest, bought)
    figures.check("members refunded exactly pro rata", sum(refunds.get(m, 0) == expected[m] for m in members), MEMBERS)
    assembly = Assembly(figures, coop, f"Ordinary general assembly: accounts and refunds of {year}")
    approval = assembly.poll("Approval of the accounts", proposal_id=drawn["proposal_id"])
    allocation = assembly.poll("Allocation of the surplus", proposal_id=proposal["id"])
    assembly.convene()
    assembly.open(members[:97], entitled=MEMBERS)
    for poll, votes in ((approval, (95, 0, 2)), (allocation, (88, 6, 3))):
        result_of = assembly.vote_by_hands(poll, members[10:12], *votes)
        figures.check("outcome", result_of["outcome"], "adopted")
        assembly.effect(poll)
    assembly.close()
    balance = {row["account"]: -cents(row["balance"]) for row in coop.get("/reports/trial-balance")["accounts"]}
    figures.check("refunds owed to members in the books", balance.get("4572"), highest)


def _keep_books(figures: Figures, coop: Cooperative, year: int, sales: int) -> None:
    """Post the synthetic year in four entries; one that does not balance is refused whole."""
    entries = [
        _entry(f"{year}-12-31", f"Synthetic sales of {year}", "512", "707", sales),
        _entry(f"{year}-12-31", f"Synthetic purchases of {year}", "607", "512", COST_OF_GOODS),
        _entry(f"{year}-12-31", f"Synthetic running costs of {year}", "613", "512", OTHER_COSTS),
        _entry(f"{year}-06-30", f"Synthetic local subsidy of {year}", "512", "74", SUBSIDY),
    ]
    wrong = _entry(f"{year}-12-31", "One cent off", "512", "707", 100)
    wrong["lines"][1]["credit"] = euros(99)
    figures.refused("an entry that is one cent off", "entry_unbalanced", lambda: coop.post("/entries", wrong))
    batch = coop.post("/entry-batches", {"mode": "atomic", "entries": entries})
    figures.check("entries posted in one batch", batch["posted"], len(entries))
    balance = coop.get("/reports/trial-balance")
    figures.check("trial balance: debits less credits", cents(balance["debit"]) - cents(balance["credit"]), 0)


def _entry(day: str, label: str, debited: str, credited: str, amount: int) -> dict[str, Any]:
    return {"journal": "operations", "date": day, "label": label, "lines": [
        {"account": debited, "debit": euros(amount)}, {"account": credited, "credit": euros(amount)},
    ]}  # fmt: skip


def _pro_rata(total: int, weights: dict[str, int]) -> dict[str, int]:
    """Share out by the largest remainder, reckoned here apart from the ledger's own rule."""
    whole = sum(weights.values())
    quotas = {key: Fraction(total * weight, whole) for key, weight in weights.items()}
    parts = {key: int(quota) for key, quota in quotas.items()}
    order = sorted(weights, key=lambda key: (-(quotas[key] - parts[key]), key))
    for key in order[: total - sum(parts.values())]:
        parts[key] += 1
    return parts


def _staff_a_week(figures: Figures, coop: Cooperative, members: list[str]) -> None:
    """Make the week's calendar from the bylaws, staff it, mark who came, and read everyone's standing."""
    monday = figures.today - timedelta(days=figures.today.weekday() + 7)
    # The week is over: what was kept on paper is entered afterwards.
    calendar = coop.post("/shift-calendars", {"starts_on": monday.isoformat(), "weeks": 1, "afterwards": True})
    figures.check("shifts in the week", calendar["created"], 18)
    shifts = [coop.get(f"/shifts/{one}") for one in calendar["shift_ids"]]
    places = [(shift["id"], role) for shift in shifts for role, count in shift["places"].items() for _ in range(count)]
    staff = members[:: len(members) // len(places)][: len(places)]
    batch = coop.post("/shift-enrolments", {"enrolments": [
        {"shift_id": shift, "member_id": member, "role": role, "afterwards": True}
        for (shift, role), member in zip(places, staff, strict=True)
    ]})  # fmt: skip
    figures.check("places staffed", batch["enrolled"], len(places))
    figures.refused("one more in a full shift", "slot_full", lambda: coop.post(
        f"/shifts/{shifts[0]['id']}/enrolments", {"member_id": members[1], "role": "member", "afterwards": True}
    ))  # fmt: skip
    missed = set(staff[::12])
    for shift in shifts:
        here = [member for (one, _), member in zip(places, staff, strict=True) if one == shift["id"]]
        coop.post(f"/shifts/{shift['id']}/attendances", {"marks": [
            {"member_id": member, "attendance": "missed" if member in missed else "attended"} for member in here
        ]})  # fmt: skip
    standings = {one["member_id"]: one for one in coop.every("/standings")}
    figures.check("members with a standing", len(standings), MEMBERS)
    counted = Counter(one["standing"] for one in standings.values())
    figures.note("standings: " + ", ".join(f"{name} {count}" for name, count in sorted(counted.items())))
    one = standings[min(missed)]
    figures.note(f"one who missed: {one['standing']}, for {one['reason']} — {one['article']}")
    served = [member for member in staff if member not in missed]
    figures.check("shifts served", sum(standings[member]["served"] for member in served), len(served))
    figures.check("shifts missed", sum(standings[member]["missed"] for member in missed), len(missed))
