"""A document that is read from beginning to end and signed: prose, figures, tables and charts in the order told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from .said import Said
from .sheet import Bars, Curve, Table, Value


@dataclass(frozen=True, slots=True)
class Heading:
    """The title of a section (level 1) or of a part of one (2), which never stands alone at the foot of a page."""

    text: Said | str
    level: Literal[1, 2] = 1


@dataclass(frozen=True, slots=True)
class Prose:
    """A paragraph: ``plain``, ``lead`` (larger), ``quote`` (a text that was put to the vote) or ``quiet`` (a note)."""

    text: Said | str
    style: Literal["plain", "lead", "quote", "quiet"] = "plain"


@dataclass(frozen=True, slots=True)
class Facts:
    """Labels, each with what it says."""

    rows: Sequence[tuple[Said | str, Value]]


@dataclass(frozen=True, slots=True)
class Grid:
    """A table, perhaps with rows of a height (in millimetres) in which a person can write."""

    table: Table
    row_height: int | None = None


@dataclass(frozen=True, slots=True)
class Steps:
    """Numbered statements, each with the article that was applied."""

    items: Sequence[tuple[Said | str, Said | str]]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was decided, set off from everything else."""

    text: Said | str
    tone: Literal["adopted", "rejected", "open"]


@dataclass(frozen=True, slots=True)
class Blank:
    """A line to be filled in by hand, after its label."""

    label: Said | str


@dataclass(frozen=True, slots=True)
class Signatures:
    """Places to sign: in what capacity, by whom, and when it was signed electronically, if it was."""

    people: Sequence[tuple[Said | str, Said | str, Said | str | None]]


@dataclass(frozen=True, slots=True)
class NewPage:
    """What follows begins on a page of its own."""


Block = Heading | Prose | Facts | Grid | Steps | Verdict | Blank | Signatures | NewPage | Bars | Curve


@dataclass(frozen=True)
class Paper:
    """A whole document: whose it is, and its blocks in order; ``mark`` is set across every page (a draft says so)."""

    title: Said | str
    coop: str
    blocks: Sequence[Block]
    subtitle: Said | str | None = None
    mark: Said | str | None = None
