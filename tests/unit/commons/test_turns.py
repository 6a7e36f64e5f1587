"""Turns: as many holders as there are connections, in the order of asking, none lost."""

from __future__ import annotations

import threading

import pytest
from sqlalchemy.exc import TimeoutError as PoolTimeout

from services.commons.storage.turns import Turns


def test_turns_come_in_the_order_of_asking() -> None:
    """Who asked first goes first, and nobody passes those who wait."""
    turns, served = Turns(1, 10), []

    def ask(number: int) -> None:
        with turns:
            served.append(number)

    threads = []
    with turns:
        for number in range(8):
            thread = threading.Thread(target=ask, args=(number,))
            thread.start()
            while len(turns._waiting) <= number:
                pass
            threads.append(thread)
    for thread in threads:
        thread.join()
    assert served == list(range(8))


def test_patience_ends_and_the_turn_is_not_lost() -> None:
    """Who gives up leaves the line; the others are served."""
    turns = Turns(1, 0.05)
    with turns, pytest.raises(PoolTimeout), turns:
        pass
    with turns:
        pass
    assert turns._free == 1
