"""What scopes open."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.commons.contract import load_contracts
from services.commons.storage import Actor
from services.gateway.keys.contract import SCOPE
from services.gateway.keys.rules import PRESETS, opens, unknown

KNOWN = {one.scope for each in load_contracts().values() for one in each.operations.values() if one.scope and one.path}
ROOMS, VERBS = st.sampled_from(["a", "b"]), st.sampled_from(["read", "write"])
CONCRETE = st.builds("{}:{}".format, ROOMS, VERBS)
GRANTED = CONCRETE | st.builds("{}:*".format, ROOMS) | st.builds("*:{}".format, VERBS) | st.just("*")


@given(GRANTED, CONCRETE)
def test_a_grant_opens_here_what_it_opens_in_the_services(granted: str, scope: str) -> None:
    """The reading of wildcards is that of the actor who is checked."""
    assert opens(granted, scope) == Actor("key", "k", frozenset([granted])).may(scope)


@given(st.frozensets(GRANTED, max_size=4), GRANTED, CONCRETE)
def test_who_may_pass_a_scope_on_may_do_all_that_it_opens(held: frozenset[str], given_on: str, scope: str) -> None:
    """No key may raise itself by making another."""
    actor = Actor("key", "k", held)
    if actor.may(given_on) and opens(given_on, scope):
        assert actor.may(scope)


@pytest.mark.parametrize("preset", sorted(PRESETS))
def test_every_preset_names_scopes_that_open_something(preset: str) -> None:
    """A preset does not promise what no operation asks for."""
    assert unknown(PRESETS[preset], KNOWN) is None
    assert all(SCOPE.fullmatch(scope) for scope in PRESETS[preset])


def test_only_the_full_preset_makes_keys() -> None:
    """Whoever may make keys may let others in."""
    makers = [name for name, scopes in PRESETS.items() if any(opens(scope, "keys:write") for scope in scopes)]
    assert makers == ["full"]


def test_the_read_only_preset_changes_nothing() -> None:
    """It opens no write."""
    assert not any(opens(scope, f"{room}:write") for scope in PRESETS["read-only"] for room in ("a", "keys", "capital"))
