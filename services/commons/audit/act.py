"""Who acts in a transaction and why, as the database is told once for each."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

# The transaction's own setting that the triggers read.
SETTING = "rochdale.act"


@dataclass(frozen=True, slots=True)
class Act:
    """What makes a change.

    ``kind`` is ``key``, ``person``, ``event``, ``task`` or ``operator``, and ``anonymous`` where nothing was told;
    ``operation`` names the operation, the event's type or the task; ``cause`` is the event's or the job's id;
    ``resolution`` what the event carries out, where known.
    """

    kind: str
    id: str
    operation: str | None = None
    at: datetime | None = None
    cause: str | None = None
    resolution: str | None = None
    reason: str | None = None
    trace: str = ""

    def setting(self) -> str:
        """Return the value of the setting, a JSON object; ``at`` is left to the database's clock when None."""
        said = {
            "kind": self.kind, "id": self.id, "operation": self.operation, "cause": self.cause,
            "resolution": self.resolution, "reason": self.reason, "trace": self.trace or None,
            "at": self.at and self.at.isoformat(),
        }  # fmt: skip
        return json.dumps({name: value for name, value in said.items() if value is not None})


def tell(session: Session, act: Act) -> None:
    """Tell the database who acts from now until the end of the transaction."""
    session.execute(select(func.set_config(SETTING, act.setting(), True)))
