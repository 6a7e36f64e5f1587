"""Presence replayed: whatever came in, nobody counts twice and nobody is represented by an empty chair."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from services.voting.assemblies.rules import attendance
from services.voting.assemblies.timeline import Point, attended, curve, replay, thinned

START = datetime(2026, 3, 2, 11, tzinfo=UTC)
MEMBERS = "abcdef"
members = st.sampled_from(MEMBERS)


def at(minutes: int) -> datetime:
    """Return a moment of the assembly."""
    return START + timedelta(minutes=minutes)


lines = st.lists(st.tuples(members, st.sampled_from(["arrive", "remote", "postal", "leave"]), st.integers(0, 60)))


@st.composite
def powers(draw: st.DrawFn) -> list[tuple[str, str, datetime, datetime | None]]:
    """Draw proxies: each giver gives one, to somebody who gives none, and some are revoked."""
    givers = draw(st.sets(members, max_size=4))
    holders = [one for one in MEMBERS if one not in givers]
    given_powers = []
    for giver in sorted(givers):
        given_at = draw(st.integers(0, 50))
        revoked = draw(st.none() | st.integers(given_at, 60))
        given_powers.append((giver, draw(st.sampled_from(holders)), at(given_at),
                             None if revoked is None else at(revoked)))  # fmt: skip
    return given_powers


@settings(max_examples=50, deadline=None)
@given(lines, powers())
def test_the_replay_ends_where_the_count_of_the_moment_is(
    entries: list[tuple[str, str, int]], proxies: list[tuple[str, str, datetime, datetime | None]]
) -> None:
    """At every moment each member counts once, and represented only while its holder is there; the sums agree."""
    journal = [(member, kind, at(minute)) for member, kind, minute in sorted(entries, key=lambda entry: entry[2])]
    weights = {member: number for number, member in enumerate(MEMBERS, start=1)}
    ways: dict[str, str | None] = {}
    points = {point.at: point for point in curve(journal, proxies, weights)}
    for moment, changes in replay(journal, proxies):
        for member, (before, after) in changes.items():
            assert ways.get(member) == before
            ways[member] = after
        for giver, holder, _, _ in proxies:
            if ways.get(giver) == "represented":
                assert ways.get(holder) in ("arrive", "remote")
        if moment in points:
            there = [member for member, way in ways.items() if way]
            point = points[moment]
            assert point.votes == sum(weights[member] for member in there)
            assert point.arrive + point.remote + point.postal + point.represented == len(there)
    now = attendance(
        [(member, kind) for member, kind, _ in journal],
        [(giver, holder) for giver, holder, _, revoked in proxies if revoked is None],
    )
    assert {member for member, way in ways.items() if way} == now.voters
    assert {member for member, way in ways.items() if way == "represented"} == set(now.represented)


@settings(max_examples=50, deadline=None)
@given(lines, powers(), st.integers(0, 60), st.integers(0, 60))
def test_who_attended_a_poll_counted_at_some_moment_of_it(
    entries: list[tuple[str, str, int]], proxies: list[tuple[str, str, datetime, datetime | None]],
    one: int, other: int,
) -> None:  # fmt: skip
    """The attendance of a poll is the union of the counts of its moments, and nobody else."""
    journal = [(member, kind, at(minute)) for member, kind, minute in sorted(entries, key=lambda entry: entry[2])]
    opened, closed = sorted((one, other))
    counted: set[str] = set()
    for minute in range(opened, closed + 1):
        counted |= attendance(
            [(member, kind) for member, kind, when in journal if when <= at(minute)],
            [(giver, holder) for giver, holder, given_at, revoked in proxies
             if given_at <= at(minute) and (revoked is None or revoked > at(minute))],
        ).voters  # fmt: skip
    assert attended(journal, proxies, at(opened), at(closed)) == counted


def test_a_holder_who_leaves_takes_the_represented_along() -> None:
    """The votes of the givers go and come with the holder, and a giver who arrives votes in person."""
    journal = [("h", "arrive", at(0)), ("h", "leave", at(5)), ("h", "arrive", at(10)), ("g", "arrive", at(15)),
               ("g", "leave", at(20))]  # fmt: skip
    points = curve(journal, [("g", "h", at(0), None)], {"h": 1, "g": 1})
    assert [(one.arrive, one.represented, one.votes) for one in points] == [
        (1, 1, 2), (0, 0, 0), (1, 1, 2), (2, 0, 2), (1, 1, 2),
    ]  # fmt: skip


def test_a_long_curve_is_thinned_to_what_may_be_shown() -> None:
    """The last point of each stretch stays; the stretches grow until there are few enough."""
    points = [Point(at(minute), minute, 0, 0, 0, minute) for minute in range(100)]
    kept, seconds = thinned(points, 60, most=30)
    assert seconds == 240 and len(kept) <= 30 and kept[-1] == points[-1]


def test_everyone_who_was_there_for_a_moment_of_the_poll_counts_as_present() -> None:
    """Who left before it opened or came after it closed does not; who came or left meanwhile does."""
    moments = [at(minute) for minute in range(0, 60, 10)]
    journal = [("early", "arrive", moments[0]), ("stays", "arrive", moments[0]), ("early", "leave", moments[1]),
               ("late", "arrive", moments[3]), ("stays", "leave", moments[3]),
               ("after", "arrive", moments[5])]  # fmt: skip
    proxies = [("giver", "stays", moments[0], None), ("taken back", "stays", moments[0], moments[1]),
               ("other", "early", moments[0], None), ("at once", "stays", moments[2], moments[2])]  # fmt: skip
    assert attended(journal, proxies, moments[2], moments[4]) == {"stays", "late", "giver"}
