"""Persons and organisations: entered once, found by id or external id, changed in place."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert

from services.commons.ids import new_id
from services.commons.refusals import Invalid
from services.commons.storage import Unit

from .changing import told_of_new_address
from .contract.refusals import ExternalIdTaken, MergedAway, NotInRegister
from .erased import check_not_erased
from .rules import stands_on_a_line
from .tables import Party

# What a sheet or a request may say about a party, beside its kind and external id.
DETAILS = ("first_name", "last_name", "name", "email", "phone", "birth_date", "siren", "cooperative",
           "linked_organisation_until")  # fmt: skip
_TABLE = Party.__table__
_OWN = ("mbr_", "per_")
# Built once: an import of ten thousand lines would spend more time building it than the database in running it.
_INSERT = insert(_TABLE).on_conflict_do_nothing(index_elements=["external_id"]).returning(_TABLE.c.id)


def enter(unit: Unit, prefix: str, kind: str, external_id: str | None, details: Mapping[str, Any]) -> str:
    """Enter a person or organisation and return its id; refuses one without its names."""
    check_names(kind, details)
    return insert_party(unit, prefix, kind, external_id, details)


def check_born(unit: Unit, details: Mapping[str, Any]) -> None:
    """Refuse the birth date of somebody who is not born yet."""
    if details.get("birth_date") is not None and details["birth_date"] > unit.today:
        raise Invalid(errors=[_error("birth_date", "Nobody is entered before being born.")])


def insert_party(unit: Unit, prefix: str, kind: str, external_id: str | None, details: Mapping[str, Any]) -> str:
    """Write the row of a party whose names are in order; refuse an external id that somebody has or had."""
    check_born(unit, details)
    _check_free(unit, [external_id])
    party_id = new_id(prefix)
    row = {name: details.get(name) for name in DETAILS}
    row |= {"id": party_id, "external_id": external_id, "kind": kind, "applied_on": None, "recorded_at": unit.now,
            "changed_at": unit.now}  # fmt: skip
    if unit.session.connection().execute(_INSERT, row).scalar() is None:
        taken = unit.session.scalar(select(Party.id).where(Party.external_id == external_id))
        raise ExternalIdTaken(external_id=external_id, member_id=taken)
    return party_id


def insert_parties(unit: Unit, prefix: str, rows: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """Write the rows of many parties, each with its kind; return their ids by external id, which all have one."""
    for row in rows:
        check_born(unit, row)
    written: list[dict[str, Any]] = [
        {name: row.get(name) for name in DETAILS}
        | {"id": new_id(prefix), "external_id": row["external_id"], "kind": row["kind"], "applied_on": None,
           "recorded_at": unit.now, "changed_at": unit.now}
        for row in rows
    ]  # fmt: skip
    if not written:
        return {}
    _check_free(unit, [one["external_id"] for one in written])
    found = set(unit.session.connection().execute(_INSERT, written).scalars())
    for one in written:
        if one["id"] not in found:
            taken = unit.session.scalar(select(Party.id).where(Party.external_id == one["external_id"]))
            raise ExternalIdTaken(external_id=one["external_id"], member_id=taken)
    return {one["external_id"]: one["id"] for one in written}


def change(unit: Unit, party_id: str, details: Mapping[str, Any]) -> None:
    """Change the details given; those left out stay."""
    check_born(unit, details)
    former = unit.session.scalar(select(_TABLE.c.email).where(_TABLE.c.id == party_id)) if "email" in details else None
    unit.session.execute(update(_TABLE).where(_TABLE.c.id == party_id).values(**details, changed_at=unit.now))
    if former and former != details["email"]:
        told_of_new_address(unit, party_id, former)


def locked(unit: Unit, party_id: str) -> Party:
    """Return a party, held until the end of the transaction, so that its periods change one at a time."""
    party: Party | None = unit.session.scalar(
        select(Party).where(Party.id == party_id).with_for_update().execution_options(populate_existing=True)
    )
    if party is None:
        raise NotInRegister(member_id=party_id)
    if party.merged_into is not None:
        raise MergedAway(member_id=party_id, merged_into=party.merged_into)
    return party


def check_known(unit: Unit, party_id: str) -> None:
    """Refuse an id under which nobody stands in this register."""
    if unit.session.scalar(select(_TABLE.c.id).where(_TABLE.c.id == party_id)) is None:
        raise NotInRegister(member_id=party_id)


def lock_all(unit: Unit, party_ids: Collection[str]) -> None:
    """Hold many parties until the end of the transaction, in the order of their ids."""
    unit.session.execute(select(_TABLE.c.id).where(_TABLE.c.id.in_(party_ids)).order_by(_TABLE.c.id).with_for_update())


def check_names(kind: str, details: Mapping[str, Any]) -> None:
    """Refuse an organisation without its legal name, and a person without both names."""
    needed, other = (("name",), ("first_name", "last_name", "birth_date"))
    if kind == "natural_person":
        needed, other = ("first_name", "last_name"), ("name", "siren", "cooperative")  # type: ignore[assignment]
    errors = [_error(name, f"A {kind} needs this.") for name in needed if not details.get(name)]
    errors += [_error(name, f"A {kind} has none.") for name in other if details.get(name)]
    errors += [
        _error(name, "A name stands on one line, and nothing in it turns how others are read.")
        for name in ("first_name", "last_name", "name") if not stands_on_a_line(details.get(name) or "")
    ]  # fmt: skip
    if errors:
        raise Invalid(errors=errors)


def _check_free(unit: Unit, external_ids: Sequence[str | None]) -> None:
    """Refuse external ids of who was pseudonymised, and the ids of this register, which its own exports have there."""
    check_not_erased(unit, external_ids)
    own = [one for one in external_ids if one is not None and one.startswith(_OWN)]
    taken = unit.session.scalar(select(_TABLE.c.id).where(_TABLE.c.id.in_(own)).limit(1)) if own else None
    if taken is not None:
        raise ExternalIdTaken(external_id=taken, member_id=taken)


def _error(name: str, message: str) -> dict[str, str]:
    return {"in": "body", "pointer": f"/{name}", "message": message}
