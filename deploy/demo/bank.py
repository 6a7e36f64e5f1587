"""Alpar's bank: three people apply, pay for their share by transfer, and the statement says it all by itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import partial
from xml.sax.saxutils import escape

from .client import Cooperative
from .figures import Figures, cents, euros, until
from .sheets import sheet

# A bank code that no bank has; the check digits are right (ISO 13616).
IBAN = "FR7699999000010000000004286"
SHARE, FEE = 10_000, 420
APPLICANTS = (("Solène", "Vauclair"), ("Bastien", "Ormond"), ("Inès", "Ferrandi"))


@dataclass(frozen=True)
class Movement:
    """A movement at the bank: above zero what came in."""

    amount: int
    text: str
    end_to_end: str = "NOTPROVIDED"


def play(figures: Figures, coop: Cooperative) -> None:
    """Admit three members by what their bank transfers say, and reconcile the account to the cent."""
    figures.chapter("alpar's bank statement")
    coop.post("/accounts", {"code": "51211", "label": "Bank of the demonstration"})
    account = coop.post("/bank-accounts", {"label": "Current account", "iban": IBAN, "ledger_account": "51211"})
    coop.post("/bank-rules", {
        "contains": "account fees", "direction": "out", "account": "627", "label": "Bank fees",
        "apply": "automatically",
    })  # fmt: skip
    applicants = [_apply(coop, first, last) for first, last in APPLICANTS]
    for member in applicants:
        until("the applicant in the ledger", partial(_known, coop, member))
        coop.post(f"/members/{member}/share-subscriptions", {"count": 1})
    open_items = {one["auxiliary"]: one for one in coop.every("/open-items") if one["auxiliary"] in applicants}
    figures.check("shares called, waiting for money", len(open_items), len(applicants))
    movements = [
        *(Movement(SHARE, f"Share {open_items[member]['payment_reference']}") for member in applicants),
        Movement(-FEE, "Account fees of the month"),
    ]
    statement = camt(figures.today, movements)
    job = coop.upload("/imports/bank-statements", statement, "application/xml")
    figures.check("the camt.053 and its movements taken in", job["counts"], {"created": 1 + len(movements)})
    lines = list(coop.every("/bank-lines", bank_account=account["id"]))
    figures.check("matched without anybody's help", sum(one["state"] == "matched" for one in lines), len(movements))
    again = coop.upload("/imports/bank-statements", statement, "application/xml")
    figures.check("the same file once more", again["counts"], {"skipped": 1 + len(movements)})
    found = coop.get(f"/bank-accounts/{account['id']}/reconciliation")
    expected = len(applicants) * SHARE - FEE
    figures.check(
        "books and bank, in cents", (cents(found["books"]), cents(found["bank"])), (expected, expected)
    )
    figures.check("reconciled, nothing unexplained", (found["reconciled"], cents(found["unexplained"])), (True, 0))
    numbers = until("the three on the register", lambda: _numbers(coop, applicants))
    figures.note(f"admitted by their payment, as members no. {', '.join(str(number) for number in numbers)}")
    bomb = '<!DOCTYPE x [<!ENTITY a "b">]>' + statement.partition("?>")[2]
    figures.refused("a statement with an entity in it", "hostile_xml",
                    lambda: coop.upload("/imports/bank-statements", bomb, "application/xml"))  # fmt: skip


def _apply(coop: Cooperative, first_name: str, last_name: str) -> str:
    application = coop.post("/applications", {
        "kind": "natural_person", "first_name": first_name, "last_name": last_name, "category": "member",
    })  # fmt: skip
    return str(application["member_id"])


def _known(coop: Cooperative, member: str) -> bool:
    rows = sheet([{"member": member, "count": 1, "paid": euros(SHARE)["amount"]}])
    return bool(coop.upload("/imports/share-subscriptions", rows, dry_run="true")["counts"].get("created"))


def _numbers(coop: Cooperative, members: list[str]) -> list[int]:
    found = [coop.get(f"/members/{member}").get("number") for member in members]
    return [int(number) for number in found] if all(found) else []


def camt(day: date, movements: list[Movement]) -> str:
    """Write a statement of one day as camt.053.001.02 (ISO 20022), from nothing to what the movements come to."""

    def amount(minor: int) -> str:
        side = "CRDT" if minor >= 0 else "DBIT"
        return f'<Amt Ccy="EUR">{euros(abs(minor))["amount"]}</Amt><CdtDbtInd>{side}</CdtDbtInd>'

    def balance(kind: str, minor: int) -> str:
        code = f"<Tp><CdOrPrtry><Cd>{kind}</Cd></CdOrPrtry></Tp>"
        return f"<Bal>{code}{amount(minor)}<Dt><Dt>{day}</Dt></Dt></Bal>"

    entries = "".join(
        f"<Ntry>{amount(one.amount)}<Sts>BOOK</Sts><BookgDt><Dt>{day}</Dt></BookgDt><ValDt><Dt>{day}</Dt></ValDt>"
        f"<AcctSvcrRef>DEMO-{place}</AcctSvcrRef><NtryDtls><TxDtls><Refs><EndToEndId>{one.end_to_end}</EndToEndId></Refs>"
        f"<RmtInf><Ustrd>{escape(one.text)}</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry>"
        for place, one in enumerate(movements, start=1)
    )
    total = sum(one.amount for one in movements)
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.02">'
        f"<BkToCstmrStmt><GrpHdr><MsgId>DEMO-{day:%Y%m%d}</MsgId><CreDtTm>{day}T20:00:00</CreDtTm></GrpHdr>"
        f"<Stmt><Id>DEMO-{day:%Y%m%d}</Id><CreDtTm>{day}T20:00:00</CreDtTm><Acct><Id><IBAN>{IBAN}</IBAN></Id></Acct>"
        f"{balance('OPBD', 0)}{balance('CLBD', total)}{entries}</Stmt></BkToCstmrStmt></Document>\n"
    )
