"""The votes of cooperatives in their federation, by a figure of each and within a cap: pure and exact."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from fractions import Fraction


def votes_by_figure(figures: Mapping[str, Fraction], votes: int, minimum: int, cap: Fraction) -> dict[str, int]:
    """Share ``votes`` out in proportion to the figures: nobody below ``minimum``, nobody above ``cap`` of them all.

    What the cap takes from the largest goes to the others in proportion; whole votes by largest remainder, equal ones
    by member id. Where the bounds cannot all be kept (a cap of a quarter among three), each has one vote.
    """
    most = math.floor(cap * votes)
    scale = math.lcm(*(figure.denominator for figure in figures.values()))
    numbers = {member: int(figure * scale) for member, figure in figures.items() if figure > 0}
    without = minimum * (len(figures) - len(numbers))
    if minimum > most or not minimum * len(figures) <= votes <= most * len(numbers) + without:
        return dict.fromkeys(figures, 1)
    slope = _slope(list(numbers.values()), votes - without, minimum, most)
    exact = {member: min(max(slope * numbers.get(member, 0), Fraction(minimum)), Fraction(most)) for member in figures}
    whole = {member: math.floor(share) for member, share in exact.items()}
    left = votes - sum(whole.values())
    for member in sorted(exact, key=lambda one: (whole[one] - exact[one], one))[:left]:
        whole[member] += 1
    return whole


def _slope(numbers: Sequence[int], votes: int, least: int, most: int) -> Fraction:
    """Return the votes per unit of the figure at which the shares, kept within the bounds, sum to ``votes``.

    The sum grows with the slope and is linear between the points at which a member meets a bound: the right stretch is
    found by bisection in whole numbers, and the slope in it by a division.
    """
    points = sorted({Fraction(bound, number) for number in numbers for bound in (least, most)})
    low, high = 0, len(points) - 1
    while low < high:
        middle = (low + high) // 2
        up, down = points[middle].as_integer_ratio()
        if sum(min(max(up * number, least * down), most * down) for number in numbers) < votes * down:
            low = middle + 1
        else:
            high = middle
    if not points:
        return Fraction(0)
    inside = (points[max(high - 1, 0)] + points[high]) / 2
    free = [number for number in numbers if least < inside * number < most]
    fixed = sum(least for number in numbers if inside * number <= least)
    fixed += sum(most for number in numbers if inside * number >= most)
    return Fraction(votes - fixed, sum(free)) if free else points[high]
