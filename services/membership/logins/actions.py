"""The use cases of logins."""

from __future__ import annotations

from typing import Any

from services.commons.bindings import answers
from services.commons.refusals import NotFound
from services.commons.storage import Unit
from services.membership.register.as_of import member_on
from services.membership.register.contract.refusals import NotInRegister

from . import addresses, contract, signing_in
from .addresses import address_of
from .ending import end_logins
from .rules import digest_of
from .tables import Login

__all__ = ["addresses", "find_login", "get_me", "sign_out", "signing_in"]


@answers(contract.get_me)
def get_me(unit: Unit) -> dict[str, Any]:
    """Return what the register holds of whoever asks, today."""
    found = member_on(unit.session, unit.actor.id, unit.today)
    if found is None:
        raise NotInRegister(member_id=unit.actor.id)
    return {**found, "person_id": found["id"]}


@answers(contract.sign_out)
def sign_out(unit: Unit) -> dict[str, int]:
    """End every token of whoever asks."""
    return {"ended": end_logins(unit, unit.actor.id, "signed_out")}


@answers(contract.find_login)
def find_login(unit: Unit, login_id: str) -> dict[str, Any]:
    """Return what the HTTP process checks a token by: it counts while the code's address is the person's."""
    login = unit.session.get(Login, login_id)
    if login is None:
        raise NotFound(what="login", id=login_id)
    moved = digest_of(unit.coop, address_of(unit, login.person_id) or "") != login.address_hash
    return {
        "id": login.id, "hash": login.hash, "person_id": login.person_id, "expires_at": login.ends_at,
        "revoked_at": login.ended_at or (unit.now if moved else None),
    }  # fmt: skip
