"""The register as a secretary keeps it: found by anything, one row for one person, and extracts that add up."""

from __future__ import annotations

import csv
import io
from collections import Counter
from datetime import date, timedelta
from typing import Any

from .client import Cooperative
from .figures import Figures


def play(figures: Figures, coops: dict[str, Cooperative]) -> None:
    """Play alpar's register, and a representative at the federation."""
    figures.chapter("the register of alpar, as its secretary keeps it")
    alpar = coops["alpar"]
    member = alpar.get("/members", limit=1)["data"][0]
    _find(figures, alpar, member)
    _carry_a_card(figures, alpar, member)
    _merge(figures, alpar, member)
    _live_together(figures, alpar, member)
    _extract(figures, alpar)
    _represent(figures, coops["cg-scop"])


def _find(figures: Figures, coop: Cooperative, member: dict[str, Any]) -> None:
    asked = f"{member['last_name'].upper()} {member['first_name'][:3]}"
    found = [one["id"] for one in coop.every("/members", q=asked)]
    figures.check(f"found by two parts of the name, in any order and case ({asked!r})", member["id"] in found, True)
    figures.check("found by the number", coop.get("/members", q=str(member["number"]))["data"][0]["id"], member["id"])


def _carry_a_card(figures: Figures, coop: Cooperative, member: dict[str, Any]) -> None:
    """Give a card, lose it, get another; a code is given once."""
    held = [one for one in coop.every(f"/members/{member['id']}/cards") if one["works"]]
    card = held[0] if held else coop.post(f"/members/{member['id']}/cards", {"code": "AL-REG-0001"})
    new = coop.post(f"/cards/{card['id']}/replacement", {"code": "AL-REG-0002", "reason": "lost"})
    works = {one["code"]: one["works"] for one in coop.every(f"/members/{member['id']}/cards")}
    figures.check("the lost card works, the new one works", (works[card["code"]], works[new["code"]]), (False, True))
    other = coop.get("/members", limit=2)["data"][1]["id"]
    if not any(one["works"] for one in coop.every(f"/members/{other}/cards")):
        figures.refused("the lost card's code for somebody else", "card_code_taken",
                        lambda: coop.post(f"/members/{other}/cards", {"code": card["code"]}))  # fmt: skip


def _merge(figures: Figures, coop: Cooperative, member: dict[str, Any]) -> None:
    """Enter somebody a second time under the name as it is said, find the two, make them one."""
    before = sum(1 for _ in coop.every("/members"))
    second = coop.post("/persons", {"first_name": member["last_name"].upper(), "last_name": member["first_name"],
                                    "email": member["email"].upper()})  # fmt: skip
    pairs = [one for one in coop.every("/duplicates") if second["id"] in (one["member_id"], one["duplicate_id"])]
    figures.check("a likely duplicate, by name and e-mail", [one["signs"] for one in pairs], [["same_email"]])
    merged = coop.post(f"/members/{second['id']}/merge", {"duplicate_id": member["id"], "reason": "asked by phone"})
    figures.check("the older one stays, with the number", (merged["survivor_id"], merged["number"]),
                  (member["id"], member["number"]))  # fmt: skip
    figures.check("the other id leads there", coop.get(f"/members/{second['id']}")["id"], member["id"])
    figures.refused("a merge of what was merged", "merged_away", lambda: coop.post(
        f"/members/{member['id']}/merge", {"duplicate_id": second["id"], "reason": "again"}))  # fmt: skip
    figures.check("members, as before", sum(1 for _ in coop.every("/members")), before)


def _live_together(figures: Figures, coop: Cooperative, member: dict[str, Any]) -> None:
    partner = coop.post("/persons", {"first_name": "Camille", "last_name": "Partner"})["id"]
    persons = {"persons": [member["id"], partner]}
    figures.refused("a household, of which the statutes say nothing", "households_not_allowed",
                    lambda: coop.post("/households", persons), article="article 5")  # fmt: skip


def _extract(figures: Figures, coop: Cooperative) -> None:
    """Write the register and its movements of a year; the numbers add up and are those that the API counts."""
    today = figures.today
    since = date(today.year - 5, 1, 1)
    start = sum(1 for _ in coop.every("/members", as_of=(since - timedelta(days=1)).isoformat()))
    end = sum(1 for _ in coop.every("/members", as_of=today.isoformat()))
    period = {"from": since.isoformat(), "to": today.isoformat()}
    text = coop.download("/members/movements", format="csv", language="en", **period).decode()
    told = Counter(row["Movement"] for row in csv.DictReader(io.StringIO(text)))
    figures.check(f"{start} members + {told['Joined']} joined - {told['Left']} left",
                  start + told["Joined"] - told["Left"], end)  # fmt: skip
    rows = list(csv.reader(io.StringIO(coop.download("/members/extract", format="csv").decode())))
    figures.check("lines of the register as CSV, in French", (rows[0][:2], len(rows) - 1), (["Numéro", "Nom"], end))
    for path, query in (("/members/extract", {}), ("/members/movements", period)):
        document = coop.download(path, format="pdf", **query)
        figures.check(f"{path} as PDF, with the members over time", document[:5], b"%PDF-")


def _represent(figures: Figures, federation: Cooperative) -> None:
    """Name who represents a member organisation; a second one for good is refused."""
    member = federation.get("/members", limit=1)["data"][0]
    path = f"/members/{member['id']}/representatives"
    first, second = (federation.post("/persons", {"first_name": name, "last_name": "Delegate"})["id"]
                     for name in ("Lou", "Sacha"))  # fmt: skip
    for one in federation.every(path, as_of=figures.today.isoformat()):
        federation.post(f"/representatives/{one['id']}/end", {"until": (figures.today - timedelta(days=1)).isoformat()})
    federation.post(path, {"person_id": first})
    shown = federation.get(f"/members/{member['id']}")
    figures.check("who represents a member of the federation", shown["representative_id"], first)
    figures.refused("two at once", "already_represented", lambda: federation.post(path, {"person_id": second}))
