"""What the codes of old books are here: as the treasurer said, else as it can be found out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import islice

from sqlalchemy import any_, cast, select
from sqlalchemy.dialects.postgresql import ARRAY, insert
from sqlalchemy.orm import Session
from sqlalchemy.types import Text

from services.commons.storage import Unit
from services.ledger.accounts.chart import accounts_named, general_chart, refined
from services.ledger.accounts.names import ORGANISATION, PERSON, Named, keep_names
from services.ledger.accounts.tables import Auxiliary, AuxiliaryName, OwnAccount
from services.ledger.capital.tables import Member
from services.ledger.sheets import is_number

from .reading import Book, Used
from .rules import auxiliary_id, is_person, journal_of, kind_of
from .tables import ArrivalCode

LONGEST = 12  # digits of an account
AT_ONCE = 500  # names in one statement


@dataclass
class Found:
    """What was made of a file's codes, and the codes that are nothing here: (line, kind, code, why)."""

    accounts: list[str] = field(default_factory=list)
    auxiliaries: list[str] = field(default_factory=list)
    unknown: list[tuple[int, str, str, str]] = field(default_factory=list)


def known_codes(session: Session, kind: str, codes: Iterable[str]) -> dict[str, str]:
    """Return what some codes of one kind are here, as far as it is known."""
    wanted = list(set(codes))
    rows = select(ArrivalCode.code, ArrivalCode.ours).where(
        ArrivalCode.kind == kind, ArrivalCode.code == any_(cast(wanted, ARRAY(Text)))
    )  # fmt: skip
    return {row.code: row.ours for row in session.execute(rows)} if wanted else {}


def keep_codes(session: Session, kind: str, codes: dict[str, str]) -> None:
    """Keep what codes are here; what was said before stays."""
    rows = [{"kind": kind, "code": code, "ours": ours} for code, ours in codes.items()]
    if rows:
        session.execute(insert(ArrivalCode).on_conflict_do_nothing(), rows)


def settle_codes(unit: Unit, book: Book) -> Found:
    """Find out what every code of a file is here, and make the accounts and auxiliaries that are missing."""
    found = Found()
    journals = known_codes(unit.session, "journal", [one.code for one in book.journals])
    keep_codes(unit.session, "journal", {
        one.code: journal_of(one.code, one.label) for one in book.journals if one.code not in journals
    })  # fmt: skip
    _settle_accounts(unit, book.accounts, found)
    _settle_auxiliaries(unit, book.auxiliaries, found)
    return found


def _settle_accounts(unit: Unit, used: Sequence[Used], found: Found) -> None:
    session = unit.session
    known = known_codes(session, "account", [one.code for one in used])
    candidates = {one.code: _candidates(one.code) for one in used if one.code not in known}
    held = accounts_named(session, {code for codes in candidates.values() for code in codes})
    settled: dict[str, str] = {}
    fresh: dict[str, dict[str, object]] = {}
    for one in used:
        if one.code in known:
            continue
        same = next((code for code in candidates[one.code] if code in held), None)
        parent = refined(one.code)
        if same is not None:
            settled[one.code] = same
        elif parent is None:
            found.unknown.append((one.line, "account", one.code, "it refines no account of the chart"))
        elif one.code.isdigit() and len(one.code) <= LONGEST:
            settled[one.code] = one.code
            fresh[one.code] = {"code": one.code, "label": (one.label or parent.label)[:120],
                               "third_party": parent.third_party, "since": date(1800, 1, 1)}  # fmt: skip
        elif parent.third_party:
            settled[one.code] = parent.code  # 411DUPONT: the auxiliary says the rest
        else:
            found.unknown.append((one.line, "account", one.code, "an account here has digits only, twelve at most"))
    if fresh:
        session.execute(insert(OwnAccount).on_conflict_do_nothing(), list(fresh.values()))
    keep_codes(session, "account", settled)
    found.accounts = sorted(fresh)


def _candidates(code: str) -> list[str]:
    """List the codes that an account may have here: its own, or the one that it fills up with zeros (411000)."""
    chart, codes, shorter = general_chart(), [code], code
    while shorter.endswith("0") and len(shorter) > 3:
        shorter = shorter[:-1]
        if shorter in chart:
            codes.append(shorter)
    return codes


def _settle_auxiliaries(unit: Unit, used: Sequence[Used], found: Found) -> None:
    session = unit.session
    known = known_codes(session, "auxiliary", [one.code for one in used])
    rest = [one for one in used if one.code not in known]
    held = _held(session, [one.code for one in rest])
    numbers = _members(session, rest)
    settled: dict[str, str] = {}
    fresh: dict[str, dict[str, object]] = {}
    for one in rest:
        kind = kind_of(one.account, one.code)
        identifier = one.code if one.code in held else numbers.get(one.code)
        if identifier is None:
            identifier = auxiliary_id(one.code, one.label, kind)
            fresh[identifier] = {"id": identifier, "kind": kind, "since": unit.today}
        settled[one.code] = identifier
    if fresh:
        session.execute(insert(Auxiliary).on_conflict_do_nothing(), list(fresh.values()))
    keep_codes(session, "auxiliary", settled)
    found.auxiliaries = sorted(fresh)
    _keep_names(unit, used, {**known, **settled})


def _held(session: Session, codes: list[str]) -> set[str]:
    wanted = Auxiliary.id == any_(cast(codes, ARRAY(Text)))
    return set(session.scalars(select(Auxiliary.id).where(wanted))) if codes else set()


def _members(session: Session, used: Sequence[Used]) -> dict[str, str]:
    """Return the members that codes of digits name by number, on the accounts of members (45)."""
    codes = {int(one.code): one.code for one in used if one.account.startswith("45") and is_number(one.code)}
    if not codes:
        return {}
    rows = session.execute(select(Member.number, Member.id).where(Member.number.in_(codes)))
    return {codes[number]: identifier for number, identifier in rows if number is not None}


def _keep_names(unit: Unit, used: Sequence[Used], settled: dict[str, str]) -> None:
    """Keep the names that nobody told before; a file that writes the code instead of a name tells none."""
    named = {settled[one.code]: one for one in used if one.label and one.label not in (one.code, settled[one.code])}
    wanted = AuxiliaryName.id == any_(cast(list(named), ARRAY(Text)))
    told = set(unit.session.scalars(select(AuxiliaryName.id).where(wanted))) if named else set()
    fresh = iter([
        Named(identifier, one.label[:120],
              PERSON if is_person(one.label, kind_of(one.account, identifier)) else ORGANISATION)
        for identifier, one in named.items() if identifier not in told
    ])  # fmt: skip
    while some := list(islice(fresh, AT_ONCE)):
        keep_names(unit.session, some, unit.now)
