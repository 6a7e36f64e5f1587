"""The entries of an allocation: they balance each by itself, however many persons there are."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from services.ledger.journal.rules import differences
from services.ledger.surplus.actions.allocating import allocation_entries

CENTS = st.integers(0, 10**6)


def persons(named: str) -> st.SearchStrategy[list[dict[str, Any]]]:
    """Make persons with an amount each."""
    amounts = st.lists(CENTS, max_size=8)
    return amounts.map(lambda of: [{named: f"p{place}", "amount": amount} for place, amount in enumerate(of)])


@given(
    st.fixed_dictionaries({
        "losses_by_account": st.dictionaries(st.sampled_from(["119", "129"]), CENTS),
        "parts": st.dictionaries(st.sampled_from(["legal_reserve", "development_fund", "other_reserves"]), CENTS),
        "employees": persons("person_id"), "interest": persons("member_id"), "refunds": persons("member_id"),
        "gifts": persons("auxiliary"),
    }),
    st.booleans(), st.integers(1, 5),
)  # fmt: skip
def test_every_entry_balances_and_everyone_is_credited_once(content: dict[str, Any], agreed: bool, most: int) -> None:
    """Whatever the entries are cut into, persons get what is theirs, and the labour share comes from its provision."""
    labour = sum(one["amount"] for one in content["employees"])
    content["provided"] = labour if agreed else 0
    entries = allocation_entries(content, "EUR", most)
    assert all(differences(lines) == {} and 2 <= len(lines) <= most + 2 for lines in entries)
    lines = [line for entry in entries for line in entry]
    credited = sum(-line.amount for line in lines if line.amount < 0)
    everything = [one["amount"] for name in ("employees", "interest", "refunds", "gifts") for one in content[name]]
    everything += [*content["losses_by_account"].values(), *content["parts"].values()]
    assert credited == sum(everything)
    assert sum(line.amount for line in lines if line.account == "4284") == content["provided"]
    told = [(line.account, line.auxiliary) for line in lines if line.auxiliary]
    assert len(told) == len(set(told))
