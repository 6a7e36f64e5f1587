"""The columns of a FEC, in their order (LPF art. A47 A-1, VII)."""

from __future__ import annotations

from dataclasses import dataclass

COLUMNS = (
    "JournalCode", "JournalLib", "EcritureNum", "EcritureDate", "CompteNum", "CompteLib", "CompAuxNum", "CompAuxLib",
    "PieceRef", "PieceDate", "EcritureLib", "Debit", "Credit", "EcritureLet", "DateLet", "ValidDate", "Montantdevise",
    "Idevise",
)  # fmt: skip
DEBIT_CREDIT, SIGNED = ("debit", "credit"), ("montant", "sens")  # the two ways to write an amount that the law allows
SEPARATORS = ("\t", "|")  # art. A47 A-1, VII: tabulation or vertical bar
_AMOUNT = COLUMNS.index("Debit")
# What the administration's own tool takes for the same: accents, and the long form of two names.
_ALSO = {"pièceref": "pieceref", "piècedate": "piecedate", "compteauxnum": "compauxnum", "compteauxlib": "compauxlib"}


@dataclass(frozen=True)
class Layout:
    """How the lines of a file are written: separator, number of fields, and whether amounts have a sense."""

    separator: str
    width: int
    signed: bool


def layout_of(header: str) -> Layout:
    """Return the layout that the first line of a file gives; raise ValueError with what is wrong with it.

    The eighteen columns come first and in order; a file may have more after them.
    """
    separator = max(SEPARATORS, key=header.count)
    names = [name.strip().lower() for name in header.rstrip("\r\n").split(separator)]
    names = [_ALSO.get(name, name) for name in names]
    if len(names) < len(COLUMNS):
        raise ValueError(f"the first line names {len(names)} columns, separated by tab or |, where 18 are due")
    signed = tuple(names[_AMOUNT : _AMOUNT + 2]) == SIGNED
    for place, (name, due) in enumerate(zip(names, COLUMNS, strict=False)):
        if signed and place in (_AMOUNT, _AMOUNT + 1):
            continue
        if name != due.lower():
            raise ValueError(f"column {place + 1} is {name[:30]!r} where {due} is due")
    if any(name in (*map(str.lower, COLUMNS), *SIGNED) for name in names[len(COLUMNS) :]):
        raise ValueError("a column of the eighteen is named twice")
    return Layout(separator, len(names), signed)
