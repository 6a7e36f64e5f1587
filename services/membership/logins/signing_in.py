"""Taking in sign-ins, and settling them by their codes."""

from __future__ import annotations

import secrets
from datetime import timedelta
from math import ceil
from typing import Any

from sqlalchemy import func, select

from services.commons.bindings import answers
from services.commons.ids import new_id
from services.commons.storage import Unit

from . import contract
from .addresses import address_of
from .codes import is_code
from .rules import ASKED_A_MINUTE, ATTEMPTS, CODE_LIVES, TOKEN_LIVES, digest_of, normal
from .tables import Login, SignIn

MINUTE = timedelta(minutes=1)


@answers(contract.ask_to_sign_in)
def ask_to_sign_in(unit: Unit, body: dict[str, Any]) -> dict[str, Any]:
    """Write down the address and answer; whose it is, if anybody's, is looked up afterwards.

    So the answer, and the time it takes, tell nothing about who is a member.
    """
    _check_not_flooded(unit)
    address = normal(body["email"])
    sign_in = SignIn(
        id=new_id("sgn"), state="asked", address=address, address_hash=digest_of(unit.coop, address),
        asked_at=unit.now, due_at=unit.now, written_at=None, person_id=None, code_hash=None, code_ends_at=None,
        attempts=0,
    )  # fmt: skip
    unit.session.add(sign_in)
    unit.session.info.setdefault("wakes", set()).add("sign-ins")
    return {"id": sign_in.id, "expires_at": unit.now + CODE_LIVES}


def _check_not_flooded(unit: Unit) -> None:
    """Refuse more sign-ins than a minute takes, and say when the first of them is a minute old."""
    lately = select(func.count(), func.min(SignIn.asked_at)).where(SignIn.asked_at > unit.now - MINUTE)
    count, first = unit.session.execute(lately).one()
    if count >= ASKED_A_MINUTE:
        seconds = max(1, ceil((first + MINUTE - unit.now) / timedelta(seconds=1)))
        raise contract.TooManySignIns(retry_after=seconds, seconds=seconds)


@answers(contract.confirm_sign_in)
def confirm_sign_in(unit: Unit, sign_in_id: str, body: dict[str, Any]) -> dict[str, Any]:
    """Make a login of a sign-in whose code came back in time; every wrong code counts.

    For every sign-in there is the same is done, whether a code left for it or not: the time tells nothing either.
    """
    sign_in = unit.session.get(SignIn, sign_in_id, with_for_update=True)
    if sign_in is None:
        raise contract.CodeNotAccepted()
    sign_in.attempts += 1
    unit.session.flush()
    same = is_code(unit, body["code"], sign_in.id, sign_in.code_hash)
    # The register may hold another address by now: then the letter went to somebody who is not asked any more.
    theirs = digest_of(unit.coop, address_of(unit, sign_in.person_id or "") or "") == sign_in.address_hash
    open_still = sign_in.state == "sent" and sign_in.attempts <= ATTEMPTS
    if not (same and theirs and open_still) or sign_in.code_ends_at is None or unit.now >= sign_in.code_ends_at:
        raise contract.CodeNotAccepted()
    assert sign_in.person_id is not None
    sign_in.state, sign_in.code_hash = "confirmed", None
    login_id, secret = new_id("lgn"), secrets.token_hex(32)
    login = Login(
        # 256 bits, too many to guess: one round of SHA-256 is enough, as for keys.
        id=login_id, person_id=sign_in.person_id, hash=digest_of(secret), address_hash=sign_in.address_hash,
        made_at=unit.now, ends_at=unit.now + TOKEN_LIVES, ended_at=None, end_reason=None,
    )  # fmt: skip
    unit.session.add(login)
    token = f"rp_{unit.coop}_{login_id.removeprefix('lgn_')}_{secret}"
    return {"token": token, "person_id": login.person_id, "expires_at": login.ends_at}
