"""Where each part of a surplus stands in the books, and the day on which an assembly put it there."""

from __future__ import annotations

from datetime import date
from typing import Any

RESERVES = {
    "legal_reserve": "1061", "development_fund": "1063", "statutory_reserve": "1063", "other_reserves": "1068"
}  # fmt: skip
# Detailed by auxiliary: employees, members, members, causes.
LABOUR_SHARE, INTEREST, REFUNDS, GIFTS = "424", "457", "4572", "467"
# A participation agreement books the labour share as a charge of its year, and owes it without saying to whom.
PARTICIPATION, PROVIDED = "691", "4284"


def assembly_day(adopted: dict[str, Any]) -> date:
    """Return the day of the assembly that adopted a resolution."""
    return date.fromisoformat(adopted["adopted_on"])
