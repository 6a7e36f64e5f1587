"""The figures of the register that statutes may disclose."""

from __future__ import annotations

from services.commons.storage import Unit
from services.membership.federation.figures import figure

from .as_of import count_members


@figure("members.count")
def members_count(unit: Unit) -> int:
    """Count who is a member today."""
    return count_members(unit.session, unit.today)
