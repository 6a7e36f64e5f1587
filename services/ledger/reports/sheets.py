"""The sheets of the reports: what stands on the page, in any format and language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from services.commons.documents import Bars, Column, Curve, Sheet, Table, said
from services.commons.documents.sheet import Value
from services.commons.money import Money
from services.ledger.reports.layout import ASSETS, INCOME, LIABILITIES, Group


def trial_balance_sheet(coop: str, shown: Mapping[str, Any]) -> Sheet:
    """Every account that moved: debit, credit and balance, debit balances apart from credit ones."""
    nothing = Money(0, shown["debit"].currency)
    rows: list[list[Value]] = []
    debits = credits = nothing
    for one in shown["accounts"]:
        balance: Money = one["balance"]
        owed, owing = (balance, None) if balance.minor > 0 else (None, -balance) if balance.minor else (None, None)
        debits, credits = debits + (owed or nothing), credits + (owing or nothing)
        rows.append([one["account"], one["label"], one["debit"], one["credit"], owed, owing])
    return Sheet(
        title=said("Trial balance"), coop=coop, subtitle=said("As of {day}", day=shown["as_of"]),
        tables=[Table(
            [Column(said("Account"), share=12), Column(said("Label"), share=44), Column(said("Debit"), "amount"),
             Column(said("Credit"), "amount"), Column(said("Debit balance"), "amount"),
             Column(said("Credit balance"), "amount")],
            rows, totals=[said("Total"), None, shown["debit"], shown["credit"], debits, credits],
        )],
        notes=[said("State of the books: {digest}", digest=shown["digest"])],
    )  # fmt: skip


def balance_sheet_sheet(coop: str, shown: Mapping[str, Any]) -> Sheet:
    """Assets, and what stands against them; lines of nothing are left out."""
    totals = {one["group"]: one for one in shown["groups"]}
    assets = {one["line"]: one for one in shown["assets"]}
    liabilities = {one["line"]: one for one in shown["liabilities"]}
    before = said("At {day}", day=shown["before"])
    left: list[list[Value]] = []
    strong: list[int] = []
    for group in ASSETS:
        for item in group.items:
            one = assets[item.code]
            if any(one[name].minor for name in ("gross", "depreciation", "before")):
                left.append([item.heading, one["gross"], one["depreciation"], one["net"], one["before"]])
        strong.append(len(left))
        left.append([group.heading, None, None, totals[group.code]["amount"], totals[group.code]["before"]])
    right, strong_right = _grouped(LIABILITIES, liabilities, totals)
    return Sheet(
        title=said("Balance sheet"), coop=coop, subtitle=said("As of {day}", day=shown["as_of"]),
        charts=[Bars(
            said("What the cooperative has, and where it comes from"),
            [group.heading for group in (*ASSETS, *LIABILITIES)],
            series=[[totals[group.code][name] for group in (*ASSETS, *LIABILITIES)] for name in ("amount", "before")],
            names=[said("At {day}", day=shown["as_of"]), before],
        )],
        tables=[
            Table([Column(said("Assets"), share=44), Column(said("Gross"), "amount"),
                   Column(said("Depreciation"), "amount"), Column(said("Net"), "amount"), Column(before, "amount")],
                  left, title=said("Assets"), totals=[said("Total"), None, None, shown["total"], shown["total_before"]],
                  subtotals=frozenset(strong)),
            Table([Column(said("Equity and liabilities"), share=60), Column(said("Amount"), "amount"),
                   Column(before, "amount")],
                  right, title=said("Equity and liabilities"),
                  totals=[said("Total"), shown["total"], shown["total_before"]], subtotals=strong_right),
        ],
    )  # fmt: skip


def income_statement_sheet(coop: str, shown: Mapping[str, Any]) -> Sheet:
    """Products and charges by line, the results between them, and the year's result."""
    totals = {one["group"]: one for one in shown["groups"]}
    lines = {one["line"]: one for one in shown["lines"]}
    rows, strong = _grouped(INCOME, lines, totals)
    of_result = [group for group in INCOME if totals[group.code]["amount"].minor or totals[group.code]["before"].minor]
    return Sheet(
        title=said("Income statement"), coop=coop,
        subtitle=said("From {since} to {until}", since=shown["since"], until=shown["until"]),
        facts=[(said("Result"), shown["result"])],
        charts=[Bars(
            said("How the result came about"), [*(group.heading for group in of_result), said("Result")],
            series=[[*(totals[group.code][name] for group in of_result), shown[whole]]
                    for name, whole in (("amount", "result"), ("before", "result_before"))],
            names=[said("At {day}", day=shown["until"]), said("At {day}", day=shown["before_until"])],
        )],
        tables=[Table(
            [Column(said("Products and charges"), share=60), Column(said("Amount"), "amount"),
             Column(said("At {day}", day=shown["before_until"]), "amount")],
            rows, totals=[said("Result"), shown["result"], shown["result_before"]], subtotals=strong,
        )],
        notes=[said("Charges stand below zero. Internal transfers between activities are in neither.")],
    )  # fmt: skip


def _grouped(
    groups: Sequence[Group], lines: Mapping[str, Any], totals: Mapping[str, Any]
) -> tuple[list[list[Value]], frozenset[int]]:
    rows: list[list[Value]] = []
    strong: list[int] = []
    for group in groups:
        for item in group.items:
            one = lines[item.code]
            if one["amount"].minor or one["before"].minor:
                rows.append([item.heading, one["amount"], one["before"]])
        strong.append(len(rows))
        rows.append([group.heading, totals[group.code]["amount"], totals[group.code]["before"]])
    return rows, frozenset(strong)


def cash_position_sheet(coop: str, shown: Mapping[str, Any]) -> Sheet:
    """Money by account, and twelve months of it."""
    return Sheet(
        title=said("Cash position"), coop=coop, subtitle=said("As of {day}", day=shown["as_of"]),
        facts=[(said("Money there"), shown["balance"]), (said("Owed by customers"), shown["receivable"]),
               (said("Owed to suppliers"), shown["payable"])],
        charts=[Bars(said("Money at the end of each month"), [one["month"] for one in shown["months"]],
                     [one["balance"] for one in shown["months"]])],
        tables=[Table(
            [Column(said("Account"), share=12), Column(said("Label")),
             Column(said("At {day}", day=shown["since"]), "amount"), Column(said("Received"), "amount"),
             Column(said("Paid"), "amount"), Column(said("Balance"), "amount")],
            [[one["account"], one["label"], one["opening"], one["received"], one["paid"], one["balance"]]
             for one in shown["accounts"]],
            totals=[said("Total"), None, None, None, None, shown["balance"]],
        )],
    )  # fmt: skip


def member_statement_sheet(coop: str, shown: Mapping[str, Any], name: str) -> Sheet:
    """Each account that carries the member, line by line."""
    columns = [
        Column(said("Date"), "day"), Column(said("Label"), share=44), Column(said("Reference"), share=18),
        Column(said("Debit"), "amount"), Column(said("Credit"), "amount"), Column(said("Balance"), "amount"),
    ]  # fmt: skip
    tables = [
        Table(
            columns,
            [
                [shown["since"], said("Brought forward"), None, None, None, account["opening"]],
                *([line["date"], line["label"], line["reference"], line["debit"], line["credit"], line["balance"]]
                  for line in account["lines"]),
            ],
            title=said("{account} {label}", account=account["account"], label=account["label"]),
            totals=[shown["until"], said("Balance"), None, None, None, account["closing"]],
        )
        for account in shown["accounts"]
    ]  # fmt: skip
    lent = [line for account in shown["accounts"] if account["account"] == "455" for line in account["lines"]]
    return Sheet(
        title=said("Member's statement"), coop=coop, addressee=[name],
        subtitle=said("From {since} to {until}", since=shown["since"], until=shown["until"]),
        facts=[(said("Shares held"), shown["shares"]), (said("Capital paid up"), shown["paid_up"]),
               (said("You owe the cooperative"), shown["owed_by_member"]),
               (said("The cooperative owes you"), shown["owed_to_member"])],
        charts=[
            Curve(said("What you lent the cooperative"), [line["date"] for line in lent],
                  [-line["balance"] for line in lent])
        ] if lent else [],
        tables=tables,
        notes=[said("Above zero, a balance is owed by the member; below, to the member.")],
    )  # fmt: skip
