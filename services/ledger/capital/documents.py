"""The register on paper: the certificate of a member, the registers of holders and movements, the capital report."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from services.commons.bindings import answers
from services.commons.documents import Bars, Column, Curve, Sheet, Table, said, written
from services.commons.documents.sheet import Value
from services.commons.money import Money
from services.commons.requests import Chunk
from services.commons.storage import Unit
from services.ledger.accounts.names import names_of
from services.ledger.capital import contract
from services.ledger.capital.levels import capital_on
from services.ledger.capital.reading import holders_on, member_shares_on, movements_between
from services.ledger.capital.report import levels_by_month, years_until
from services.ledger.capital.share_types import share_types
from services.ledger.capital.tables import Member, Movement

MOST_ROWS = 10_000
# What a kind of movement, and its reason, are called on paper.
KINDS = {
    "subscription": said("Subscription"), "payment": said("Payment"), "transfer_out": said("Transfer given"),
    "transfer_in": said("Transfer received"), "conversion": said("Conversion"),
    "redemption_request": said("Redemption requested"), "cancellation": said("Cancellation"),
    "loss_reduction": said("Reduction by losses"), "redemption": said("Repayment"),
    "payment_return": said("Payment returned"), "redemption_return": said("Repayment returned"),
    "loss_restoration": said("Reduction annulled"), "cancellation_return": said("Cancellation annulled"),
}  # fmt: skip

REASONS = {
    "founder": said("Founder"), "joining": said("Joining"), "increase": said("Increase"), "transfer": said("Transfer"),
    "conversion": said("Conversion"), "resignation": said("Resignation"), "exclusion": said("Exclusion"),
    "death": said("Death"), "loss_of_quality": said("Loss of quality"),
    "end_of_employment": said("End of employment"), "dissolution": said("Dissolution"),
    "admission_annulled": said("Admission annulled"),
    "partial": said("Part asked back"), "loss": said("Losses"),
}  # fmt: skip


@answers(contract.certificate)
def certificate(
    unit: Unit, member_id: str, as_of: date | None, format: str, language: str, cursor: str | None
) -> Chunk:
    """Certify what a member holds on a day, share by share, with the rights that the statutes give them."""
    member = unit.session.get(Member, member_id)
    if member is None:
        raise contract.UnknownMember(member_id=member_id)
    day = as_of or unit.today
    held = member_shares_on(unit, member_id, day)
    name = names_of(unit.session, [member_id]).get(member_id, member_id)
    types = {one.slug: one for one in share_types(unit, day)}
    rows: list[list[Value]] = [
        [one["subscribed_on"], types[one["share_type"]].name if one["share_type"] in types else one["share_type"],
         one["held"], one["unit_price"], one["outstanding"]]
        for one in held["subscriptions"] if one["held"]
    ]  # fmt: skip
    rights = [f"{one.name}: {one.rights}" for one in types.values() if one.rights]
    sheet = Sheet(
        title=said("Share certificate"), subtitle=said("On {day}", day=day), coop=_coop(unit),
        facts=[
            (said("Member"), name), (said("Member number"), member.number if member.number is not None else "–"),
            (said("Shares held"), held["shares"]), (said("Capital subscribed"), held["subscribed"]),
            (said("Capital paid up"), held["paid_up"]), (said("To be repaid"), held["to_repay"]),
        ],
        tables=[Table(
            [Column(said("Held since"), "day"), Column(said("Type")), Column(said("Shares"), "count"),
             Column(said("Nominal value"), "amount"), Column(said("Still to pay"), "amount")],
            rows, title=said("Shares"),
        )] if rows else [],
        notes=[
            unit.rules_on(day).statutes("shares.nominal").article, *rights,
            said("The shares are registered and not negotiable; the register of the cooperative alone proves them."),
        ],
        signatures=[said("For the cooperative")],
    )  # fmt: skip
    return written(unit, sheet, format, language, cursor, name=f"share-certificate-{member.number or member_id}")


@answers(contract.holders_document)
def holders_document(unit: Unit, as_of: date | None, format: str, language: str, cursor: str | None) -> Chunk:
    """Write the register of holders on a day, by member number."""
    day = as_of or unit.today
    found = holders_on(unit, day).order_by(Member.number.nulls_last(), Movement.member_id).limit(MOST_ROWS + 1)
    rows = _bounded(unit.session.execute(found).all())
    names = names_of(unit.session, [row.member_id for row in rows])
    currency = unit.currency
    capital = capital_on(unit, day)
    table = Table(
        [Column(said("Number"), "count"), Column(said("Member")), Column(said("Category"), share=18),
         Column(said("Shares"), "count"), Column(said("Subscribed"), "amount"), Column(said("Paid up"), "amount")],
        [[row.number, names.get(row.member_id, row.member_id), row.category, int(row.shares),
          Money(int(row.called), currency), Money(int(row.paid), currency)] for row in rows],
        totals=[None, said("Total"), None, capital["shares"], capital["subscribed"], capital["paid_up"]],
    )  # fmt: skip
    sheet = Sheet(title=said("Register of shareholders"), subtitle=said("On {day}", day=day), coop=_coop(unit),
                  facts=[(said("Holders"), capital["holders"])], tables=[table])  # fmt: skip
    return written(unit, sheet, format, language, cursor, name=f"share-register-{day}")


@answers(contract.movements_document)
def movements_document(
    unit: Unit, since: date | None, until: date | None, format: str, language: str, cursor: str | None
) -> Chunk:
    """Write the movement register between two days, in the order of its numbers."""
    found = movements_between(since, until).order_by(Movement.number).limit(MOST_ROWS + 1)
    rows = _bounded(unit.session.scalars(found).all())
    names = names_of(unit.session, {row.member_id for row in rows})
    table = Table(
        [Column(said("No."), "count"), Column(said("Effective on"), "day"), Column(said("Signed on"), "day"),
         Column(said("Movement"), share=22), Column(said("Member")), Column(said("Shares"), "count"),
         Column(said("Unit price"), "amount", share=12), Column(said("Amount"), "amount"),
         Column(said("Reason"), share=14)],
        [[row.number, row.effective_on, row.signed_on, KINDS[row.kind], names.get(row.member_id, row.member_id),
          row.count, Money(row.unit_price, unit.currency), Money(row.amount, unit.currency), REASONS[row.reason]]
         for row in rows],
    )  # fmt: skip
    first, last = (rows[0].effective_on, rows[-1].effective_on) if rows else (since, until)
    sheet = Sheet(
        title=said("Register of share movements"),
        subtitle=said("From {since} to {until}", since=since or first or "–", until=until or last or "–"),
        coop=_coop(unit), tables=[table], notes=[said("Numbers are given once, without gaps.")],
    )
    return written(unit, sheet, format, language, cursor, name="share-movements")


@answers(contract.capital_document)
def capital_document(unit: Unit, as_of: date | None, format: str, language: str, cursor: str | None) -> Chunk:
    """Write the capital report: the years, and charts of the capital over time."""
    day = as_of or unit.today
    years, capital, levels = years_until(unit, day), capital_on(unit, day), levels_by_month(unit, day)
    columns = (
        ("called", said("Called")), ("paid_in", said("Paid in")), ("cancelled", said("Cancelled")),
        ("lost", said("Lost")), ("repaid", said("Repaid")), ("paid_up", said("Paid up at the end")),
    )  # fmt: skip
    labels = [str(one["year"]) for one in years]
    sheet = Sheet(
        title=said("Share capital"), subtitle=said("On {day}", day=day), coop=_coop(unit),
        facts=[
            (said("Holders"), capital["holders"]), (said("Shares"), capital["shares"]),
            (said("Capital subscribed"), capital["subscribed"]), (said("Capital paid up"), capital["paid_up"]),
            (said("To be repaid"), capital["to_repay"]), (said("Highest capital ever reached"), capital["highest"]),
        ],
        tables=[Table(
            [Column(said("Year"), share=8), *(Column(heading, "amount") for _, heading in columns)],
            [[label, *(one[name] for name, _ in columns)] for label, one in zip(labels, years, strict=True)],
            title=said("Capital by fiscal year"),
        )],
        charts=[
            Bars(said("Called, paid in and repaid by year"), labels=labels,
                 series=[[one[name] for one in years] for name in ("called", "paid_in", "repaid")],
                 names=[said("Called"), said("Paid in"), said("Repaid")]),
            Curve(said("Paid-up capital over time"), [on for on, _ in levels], [amount for _, amount in levels]),
        ] if years else [],
    )  # fmt: skip
    return written(unit, sheet, format, language, cursor, name=f"capital-{day}")


def _bounded(rows: Sequence[Any]) -> Sequence[Any]:
    if len(rows) > MOST_ROWS:
        raise contract.RegisterTooLong(most=MOST_ROWS)
    return rows


def _coop(unit: Unit) -> str:
    return str(unit.rules.statutes("identity.name").value)
