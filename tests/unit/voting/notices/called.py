"""An assembly that is called, with members who have names and addresses."""

from __future__ import annotations

import io
import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pypdf

from services.commons.mail.settings import MailSettings
from services.voting.notices.sending import send_by
from tests.unit.voting.hall import Hall

NAMES = ("Ada Martin", "Benoît Lefèvre", "Chloé Dubois", "David N'Guyen", "Élise Moreau")


def contact(hall: Hall, member: str, **told: Any) -> None:
    """Tell a member's contact."""
    hall.do("tell_voter_contact", member_id=member, body=told)


def known(hall: Hall, members: list[str]) -> None:
    """Tell everybody's name and an address of each."""
    for place, member in enumerate(members):
        contact(hall, member, name=NAMES[place % len(NAMES)], email=f"m{place}@members.example")


def called(hall: Hall, days: int = 20, **more: Any) -> str:
    """Convene an assembly today that sits in so many days; return its id."""
    day = hall.today + timedelta(days=days)
    body = {"starts_at": f"{day.isoformat()}T18:30:00+01:00", "place": "Salle des fêtes, Annecy",
            "agenda": [{"title": "Approbation des comptes"}, {"title": "Questions diverses"}], **more}  # fmt: skip
    assembly_id = hall.draft(days=days, **body)
    hall.do("convene_assembly", assembly_id=assembly_id, body={})
    return assembly_id


def deliveries(hall: Hall, assembly_id: str, **query: str) -> dict[str, dict[str, Any]]:
    """Read the delivery ledger by member."""
    listed = hall.do("list_deliveries", assembly_id=assembly_id, query=query)["data"]
    return {one["member_id"]: one for one in listed}


def states(hall: Hall, assembly_id: str) -> list[str]:
    """Read the states of the copies, by member."""
    return [one["state"] for _, one in sorted(deliveries(hall, assembly_id).items())]


def send_all(hall: Hall, settings: MailSettings) -> None:
    """Let the postman go until nothing is due."""
    while send_by(hall.database, hall.clock, settings, sleep=lambda _: None):
        pass


def to_folder(path: Path) -> MailSettings:
    """Return settings by which letters go to a folder."""
    return MailSettings("Alpar <secretariat@alpar.example>", path, per_minute=0)


def pdf_text(content: bytes) -> str:
    """Read the text of a PDF, every kind of space a plain one."""
    pages = pypdf.PdfReader(io.BytesIO(content)).pages
    return re.sub(r"\s+", " ", " ".join(page.extract_text() for page in pages))
