"""Reserves are indivisible (law 47-1775, article 16): whatever is asked, they never decrease but by a resolution."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from services.commons.contract import Operation, load_contracts
from services.commons.contract.examples import example_of
from services.commons.contract.openapi import component_name, openapi
from services.commons.money import Money
from services.commons.refusals import Refusal
from services.commons.storage import Actor, Unit
from services.ledger.journal.posting import post
from services.ledger.journal.rules import Draft, credit, debit
from services.ledger.journal.tables import EntryLine
from services.ledger.proof.check import check
from tests.fixtures.bank.writing import Written
from tests.house import House
from tests.unit.ledger.banking.desk import open_account, receive
from tests.unit.ledger.books import adopt, entry, eur, lines, members, pay_roll, refused, settled
from tests.unit.ledger.surplus.cooperatives import OpenHouse, allocate, approve, earn, hold, worker_books

RESERVES = ("1061", "1063", "1068")
CHANGING = [one for one in load_contracts()["ledger"].operations.values() if one.writes]
FEW = settings(max_examples=5, stateful_step_count=14, deadline=None, suppress_health_check=list(HealthCheck))


def reserves(house: House) -> int:
    """Sum what stands on all accounts of reserves, in cents, straight from the lines."""
    with house.ledger.database.reading() as session:
        rows = session.query(EntryLine.amount).filter(EntryLine.account.like("106%"))
        return -sum(amount for (amount,) in rows)


def with_reserves(house: OpenHouse) -> House:
    """Open a worker cooperative with EUR 30,000 in its reserves, allocated by an assembly."""
    alpine = worker_books(house)
    allocate(alpine)
    assert reserves(alpine) == 3000000
    return alpine


def examples(operation: Operation, components: dict[str, Any], account: str) -> Iterator[Any]:
    """Make bodies of an operation in which every account is one of the reserves, each with another date and amount."""
    shape = operation.body
    if shape is None:
        yield None
        return
    made = example_of({"$ref": f"#/{component_name(shape)}"}, components)
    text = json.dumps(_spoiled(made, account))
    yield json.loads(text)
    yield json.loads(text.replace('"text"', '"mbr_001"'))


def _spoiled(value: Any, account: str, name: str = "") -> Any:
    if isinstance(value, dict):
        if value.keys() == {"amount", "currency"}:
            return eur("10.00")
        return {key: _spoiled(one, account, key) for key, one in value.items() if key != "attachments"}
    if isinstance(value, list) and name == "lines" and "debit" in value[0]:
        return lines(account, "512", "10.00")
    if isinstance(value, list):
        return [_spoiled(one, account, name) for one in value]
    if "account" in name and isinstance(value, str):
        return account
    return "mbr_001" if name in ("auxiliary", "member_id", "to_member_id", "person_id") else value


def test_no_operation_of_the_contract_takes_from_the_reserves(house: OpenHouse) -> None:
    """Every operation that changes something, with a reserve wherever it takes an account: none lowers the reserves."""
    alpine = with_reserves(house)
    known = {"member_id": "mbr_001", "month": "2026-01", "entry_id": settled(alpine)["links"]["entries"][0]}
    document = openapi({"ledger": load_contracts()["ledger"]}, everywhere=(), with_key=(), with_body=())
    components = document["components"]["schemas"]
    tried = 0
    for operation in CHANGING:
        for account in ("1061", "1068"):
            for body in examples(operation, components, account):
                path = {name: known.get(name, "2025") for name in operation.parameters}
                upload = b"" if operation.accepts[0] != "application/json" else None
                try:
                    alpine.ledger.ask(operation.name, body=body, upload=upload, **path)
                except Refusal as refusal:
                    assert refusal.status < 500, (operation.name, refusal)
                tried += 1
    assert tried > 100 and reserves(alpine) >= 3000000


def test_plausible_attempts_are_refused_with_the_law(house: OpenHouse) -> None:
    """By hand, in batches, held back, by reversal, through a sub-account, a payment, a cover of no loss."""
    alpine = with_reserves(house)
    ledger = alpine.ledger
    ledger.do("add_account", body={"code": "10611", "label": "Part of the legal reserve"})
    ledger.do("add_auxiliary", body={"id": "friend", "kind": "supplier"})
    taking = entry("1061", "457", "10.00")
    law = ("reserves_indivisible", "Law 47-1775, article 16")
    for account in (*RESERVES, "10611", "106", "110", "120", "119"):
        found = refused(alpine, "post_entry", body=entry(account, "512", "10.00"))
        assert (found.code, found.article) == law, account
    for mode in ("atomic", "continue"):
        body = {"mode": mode, "entries": [entry("512", "701", "1.00"), taking]}
        try:
            problem = ledger.do("post_entry_batch", body=body)["results"][1]["problem"]
            assert problem["code"] == law[0]
        except Refusal as refusal:
            assert mode == "atomic" and refusal.code == law[0]
    assert refused(alpine, "make_pending_entry", body={**taking, "expires_on": "2026-04-01"}).code == law[0]
    hidden = {**taking, "lines": [*lines("1061", "1068", "5.00"), *lines("1068", "512", "5.00")]}
    assert refused(alpine, "post_entry", body=hidden).code == law[0]
    allocation = settled(alpine)["links"]["entries"][0]
    assert refused(alpine, "reverse_entry", entry_id=allocation, body={}).code == "entry_kept_by_room"
    over = {"kind": "interest", "auxiliary": "mbr_001", "amount": eur("7500.01")}
    assert refused(alpine, "pay_surplus", body=over).code == "more_than_owed"
    assert refused(alpine, "propose_loss_cover", body={"legal_reserve": eur("10.00")}).code == "no_losses"
    assert refused(alpine, "propose_capital_reduction", body={"amount": eur("10.00")}).code == "reduction_exceeds"
    assert reserves(alpine) == 3000000 and check(ledger.database).holds


def test_no_bank_line_takes_from_the_reserves(house: OpenHouse) -> None:
    """Money that leaves is not booked on a reserve; money that was booked into one stays there once it was shown."""
    alpine = worker_books(house)
    open_account(alpine)
    into, out = receive(alpine, Written(date(2025, 12, 1), 1000, "VIR"), Written(date(2025, 12, 2), -1000, "PRLV"))
    to_reserve = {"accounts": [{"account": "1068"}]}
    assert refused(alpine, "match_bank_line", line_id=out["id"], body=to_reserve).code == "reserves_indivisible"
    alpine.ledger.do("match_bank_line", line_id=into["id"], body=to_reserve)
    assert reserves(alpine) == 1000
    approve(alpine)
    assert refused(alpine, "unmatch_bank_line", line_id=into["id"], body={}).code == "reserves_indivisible"
    assert reserves(alpine) == 1000


def test_the_check_names_an_entry_that_no_resolution_says(house: OpenHouse) -> None:
    """Were a room to take from the reserves by itself, the replay would name its entry."""
    alpine = with_reserves(house)
    taken = Draft("operations", date(2026, 3, 2), "Taken", (debit("1068", Money(1)), credit("512", Money(1))),
                  metadata={"source": "prp_never_adopted"})  # fmt: skip
    with alpine.ledger.database.transaction() as session:
        unit = Unit(alpine.coop, "ledger", session, alpine.clock, Actor("operator", "operator"))
        posted = post(unit, [taken])[0]
    report = check(alpine.ledger.database)
    assert {one.row for one in report.findings if "resolution" in one.check} == {posted.id}


def test_old_books_take_nothing_out_of_reserves_that_they_did_not_bring(house: OpenHouse) -> None:
    """A file of old entries that moves the reserves to the bank is refused as a whole."""
    alpine = with_reserves(house)
    columns = ("JournalCode JournalLib EcritureNum EcritureDate CompteNum CompteLib CompAuxNum CompAuxLib PieceRef "
               "PieceDate EcritureLib Debit Credit EcritureLet DateLet ValidDate Montantdevise Idevise")  # fmt: skip
    rows = [
        f"OD\tOperations\t1\t20260110\t{account}\t{label}\t\t\tP1\t20260110\tTransfer\t{debit}\t{credit}\t\t\t20260110\t\t"
        for account, label, debit, credit in (
            ("106800", "Autres reserves", "10,00", "0,00"), ("512000", "Banque", "0,00", "10,00"),
        )
    ]  # fmt: skip
    content = "\r\n".join([columns.replace(" ", "\t"), *rows, ""]).encode()
    before = reserves(alpine)
    job = alpine.ledger.run_job("import_fec", upload=content)
    assert job["state"] != "succeeded" and reserves(alpine) == before
    assert "reserves_indivisible" in json.dumps(job) + json.dumps(alpine.ledger.lines(job))


def reserve_machine(open_house: OpenHouse) -> type[RuleBasedStateMachine]:
    """Make the machine that posts, reverses, closes, allocates and covers, and watches the reserves."""

    class ReserveMachine(RuleBasedStateMachine):
        @initialize()
        def begin(self) -> None:
            self.house = open_house("alpine-aluminium")
            members(self.house, 1)
            hold(self.house, "mbr_001", 1000, "2025-01-01")
            pay_roll(self.house, "mbr_001", "1000.00")
            self.lowest, self.slips, self.numbers = 0, {}, iter(range(10**6))

        def attempt(self, operation: str, **asked: Any) -> Any:
            try:
                return self.house.ledger.do(operation, **asked)
            except Refusal as refusal:
                assert refusal.status < 500
                return None

        @rule(
            pair=st.permutations(["1061", "1063", "1068", "119", "129", "120", "110", "512", "457", "701", "601"]),
            cents=st.integers(1, 500000), journal=st.sampled_from(["operations", "opening"]),
            day=st.sampled_from(["2025-06-30", "2026-02-01"]),
        )  # fmt: skip
        def post(self, pair: list[str], cents: int, journal: str, day: str) -> None:
            body = entry(pair[0], pair[1], str(Money(cents)), journal=journal, date=day)
            made = self.attempt("post_entry", body=body)
            if made:
                self.slips[made["id"]] = cents if pair[1] in RESERVES else 0

        @rule(data=st.data(), day=st.sampled_from(["2025-07-31", "2026-02-28"]))
        def reverse(self, data: st.DataObject, day: str) -> None:
            if self.slips:
                identifier = data.draw(st.sampled_from(sorted(self.slips)))
                year = self.house.ledger.do("get_entry", entry_id=identifier)["year"]
                states = {one["year"]: one["state"] for one in self.house.ledger.do("list_fiscal_years")["data"]}
                if self.attempt("reverse_entry", entry_id=identifier, body={"date": day}):
                    # Only a slip of a year that nobody was shown comes out again, and no more than it.
                    put_in = self.slips.pop(identifier)
                    assert not put_in or states[year] == "open"
                    self.lowest -= put_in

        @rule(cents=st.integers(1, 10**7), lost=st.booleans())
        def trade(self, cents: int, lost: bool) -> None:
            pair = ("601", "512") if lost else ("512", "701")
            self.attempt("post_entry", body=entry(*pair, str(Money(cents)), date="2025-03-31"))

        @rule()
        def close(self) -> None:
            drawn = self.attempt("draw_up_accounts", year="2025")
            if drawn:
                proposal = {"id": drawn["proposal_id"], "digest": drawn["proposal_digest"]}
                adopt(self.house, proposal, "approve_accounts", f"res_{next(self.numbers)}")

        @rule()
        def share(self) -> None:
            proposal = self.attempt("propose_surplus", body={"year": 2025})
            if proposal:
                adopt(self.house, proposal, "allocate_surplus", f"res_{next(self.numbers)}")

        @rule(cents=st.integers(1, 500000), reserve=st.sampled_from(["legal_reserve", "other_reserves"]))
        def cover(self, cents: int, reserve: str) -> None:
            proposal = self.attempt("propose_loss_cover", body={reserve: eur(str(Money(cents)))})
            if proposal:
                adopt(self.house, proposal, "cover_losses", f"res_{next(self.numbers)}")
                if settled(self.house)["state"] == "applied":
                    self.lowest -= cents

        @invariant()
        def reserves_never_decrease(self) -> None:
            if hasattr(self, "house"):
                now = reserves(self.house)
                assert now >= self.lowest, (now, self.lowest)
                self.lowest = now

        def teardown(self) -> None:
            if hasattr(self, "house"):
                assert check(self.house.ledger.database).holds

    return ReserveMachine


def test_whatever_happens_reserves_decrease_by_resolution_alone(house: OpenHouse) -> None:
    """In any order of entries, reversals, closings, allocations and covers, nothing else lowers the reserves."""
    run_state_machine_as_test(reserve_machine(house), settings=FEW)


@pytest.mark.parametrize("cents", [1, 2, 3])
def test_a_surplus_of_a_few_cents_is_allocated(house: OpenHouse, cents: int) -> None:
    """Whatever is too little to be shared stays in the reserves; the books close to the cent."""
    alpine = house("alpine-aluminium")
    members(alpine, 2)
    for name in ("mbr_001", "mbr_002"):
        hold(alpine, name, 1000, "2025-01-01")
        pay_roll(alpine, name, "1000.00")
    earn(alpine, str(Money(cents)))
    approve(alpine)
    proposal = alpine.ledger.do("propose_surplus", body={"year": 2025})
    assert all(limit["holds"] for limit in proposal["limits"])
    adopt(alpine, proposal, "allocate_surplus", "res_2")
    assert settled(alpine)["state"] == "applied" and check(alpine.ledger.database).holds
