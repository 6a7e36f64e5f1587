"""Draws charts as SVG, which a PDF keeps as vectors: bars that begin at zero, and curves that go by steps."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from html import escape

from babel.numbers import format_compact_decimal

from ..money import Money
from .sheet import Bars, Curve
from .wording import LOCALES, worded

Measure = Money | int

WIDTH, HEIGHT = 680, 250
LEFT, RIGHT, TOP, BOTTOM = 64, 12, 16, 34
# Distinct for every reader, also printed in grey (Okabe and Ito's palette, darkest first).
COLOURS = ("#1f5c6b", "#d55e00", "#56b4e9", "#e69f00", "#009e73", "#cc79a7")


def drawn(chart: Bars | Curve, language: str) -> str:
    """Return a chart as SVG; without values, its empty axes."""
    parts = _bars(chart, language) if isinstance(chart, Bars) else _curve(chart, language)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}" '
        'font-family="Libertinus Serif" font-size="11">' + "".join(parts) + "</svg>"
    )


def _bars(chart: Bars, language: str) -> Iterator[str]:
    scale = _Scale([money for line in chart.lines for money in line])
    yield from _axis(scale, language)
    if not chart.labels:
        return
    group = Decimal(WIDTH - LEFT - RIGHT) / len(chart.labels)
    wide = min(group * Decimal("0.7") / len(chart.lines), Decimal(46))
    every = max(1, -(-len(chart.labels) // 13))  # more labels than that run into one another
    for place, label in enumerate(chart.labels):
        middle = LEFT + group * place + group / 2
        for number, line in enumerate(chart.lines):
            x = middle - wide * len(chart.lines) / 2 + wide * number
            top, bottom = sorted((scale.y(size(line[place])), scale.y(0)))
            yield _box(x, top, wide * Decimal("0.9"), bottom - top, COLOURS[number % len(COLOURS)])
        if place % every == 0:
            yield _text(middle, HEIGHT - BOTTOM + 14, _cut(worded(label, language), group * every), "middle")
    for number, name in enumerate(chart.names):  # the legend
        x = Decimal(LEFT + 150 * number)
        yield _box(x, Decimal(HEIGHT - 11), Decimal(9), Decimal(9), COLOURS[number % len(COLOURS)])
        yield _text(x + 13, HEIGHT - 3, worded(name, language)[:26], "start")


def _cut(label: str, room: Decimal) -> str:
    """Return as much of a label as stands in its place without running into the next."""
    most = max(4, int(room / Decimal("5.5")))
    return label if len(label) <= most else f"{label[: most - 1]}…"


def _curve(chart: Curve, language: str) -> Iterator[str]:
    scale = _Scale(chart.values)
    yield from _axis(scale, language)
    if not chart.days:
        return
    first, last = chart.days[0], chart.days[-1]
    span = max(_seconds(first, last), 1)

    def x(day: date) -> Decimal:
        return LEFT + Decimal(_seconds(first, day)) * (WIDTH - LEFT - RIGHT) / span

    path, before = [], None
    values: Sequence[Measure] = chart.values
    for day, value in zip(chart.days, values, strict=True):
        y = scale.y(size(value))
        # The amount stayed what it was until that day.
        path += [f"M{_short(x(day))} {_short(y)}"] if before is None else [f"H{_short(x(day))}", f"V{_short(y)}"]
        before = y
    path.append(f"H{WIDTH - RIGHT}")
    yield f'<path d="{"".join(path)}" fill="none" stroke="{COLOURS[0]}" stroke-width="2"/>'
    for day, anchor in ((first, "start"), (last, "end")):
        yield _text(x(day), HEIGHT - BOTTOM + 14, worded(day, language), anchor)


def size(value: Measure) -> int:
    """Return what is drawn of an amount (its minor units) or of a count (itself)."""
    return value.minor if isinstance(value, Money) else value


def _seconds(first: date, then: date) -> int:
    return int((then - first).total_seconds())


class _Scale:
    """Where an amount or a count stands between top and bottom, and the round ones that are marked."""

    def __init__(self, values: Sequence[Measure]) -> None:
        minor = [size(value) for value in values]
        lowest, highest = min([0, *minor]), max([0, *minor])
        self.step = _round_step(Decimal(max(highest - lowest, 1)) / 4)
        self.low, self.high = lowest // self.step * self.step, -(-highest // self.step) * self.step
        self.high = max(self.high, self.low + self.step)
        self.currency = next((value.currency for value in values if isinstance(value, Money)), None)
        self.counts = bool(values) and self.currency is None

    def y(self, minor: int) -> Decimal:
        span = HEIGHT - TOP - BOTTOM
        return TOP + Decimal(self.high - minor) * span / (self.high - self.low)

    def marks(self) -> Iterator[int]:
        return iter(range(self.low, self.high + 1, self.step))


def _round_step(least: Decimal) -> int:
    """Return the smallest of 1, 2, 2.5, 5 times a power of ten that is no less; in whole minor units."""
    power = Decimal(10) ** least.adjusted()
    for factor in ("1", "2", "2.5", "5", "10"):
        if power * Decimal(factor) >= least:
            return max(int((power * Decimal(factor)).to_integral_value(ROUND_HALF_UP)), 1)
    raise AssertionError("unreachable")


def _axis(scale: _Scale, language: str) -> Iterator[str]:
    for mark in scale.marks():
        y = scale.y(mark)
        colour = "#555" if mark == 0 else "#ddd"
        yield f'<path d="M{LEFT} {_short(y)}H{WIDTH - RIGHT}" stroke="{colour}" stroke-width="1"/>'
        whole = Decimal(mark) if scale.counts else Decimal(str(Money(mark, scale.currency or "EUR")))
        said = format_compact_decimal(whole, fraction_digits=1, locale=LOCALES[language])
        yield _text(Decimal(LEFT - 6), y + 4, said, "end")


def _box(x: Decimal, y: Decimal, width: Decimal, height: Decimal, colour: str) -> str:
    return (
        f'<rect x="{_short(x)}" y="{_short(y)}" width="{_short(width)}" height="{_short(height)}" fill="{colour}"/>'
    )


def _text(x: Decimal, y: Decimal | int, text: str, anchor: str) -> str:
    return f'<text x="{_short(x)}" y="{_short(Decimal(y))}" text-anchor="{anchor}">{escape(text)}</text>'


def _short(value: Decimal) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")
