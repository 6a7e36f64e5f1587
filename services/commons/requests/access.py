"""Whether an actor may ask for an operation; the gateway asks first, and each service again."""

from __future__ import annotations

from ..contract.operation import Operation
from ..refusals import Forbidden, PersonalSignInNeeded
from ..storage.unit import PERSON, Actor


def check_access(operation: Operation, actor: Actor) -> None:
    """Refuse who may not: PersonalSignInNeeded where a person is asked for, else Forbidden without the scope."""
    if operation.personal:
        if actor.kind != PERSON:
            raise PersonalSignInNeeded()
    elif not operation.anonymous and not actor.may(operation.scope or ""):
        raise Forbidden(scope=operation.scope)
