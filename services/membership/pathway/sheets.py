"""The sheet of pathways as they stand."""

from __future__ import annotations

from typing import Any

from services.commons.contract import Slug, Text
from services.commons.jobs import Line
from services.commons.sheets import DayCell, Row, read_sheet
from services.membership import vocabulary


class PathwayRow(Row):
    """A pathway; the names are needed only for a person who is not known yet.

    ``tutor_since`` is needed only to name a tutor again who was succeeded: without it an older sheet could not be told
    from a decision. ``renewed_until`` has the last days of the renewals of the contract that runs, ``interviews`` the
    days of those that were held, with ``|`` between them.
    """

    names = {
        **vocabulary.WHO,
        "entered_on": ("Date d'entrée", "Entrée", "Entrée dans le parcours", "Entered"),
        "stage": ("Étape", "Statut", "Stage"),
        "since": ("Depuis", "Depuis le", "Date d'étape"),
        "tutor_external_id": ("Tuteur", "Tutrice", "Référent", "Référente", "Accompagnateur",
                              "Accompagnatrice", "Tutor"),
        "tutor_since": ("Tuteur depuis", "Tutrice depuis", "Référent depuis", "Accompagné depuis", "Tutor since"),
        "interviews": ("Entretiens", "Entretiens tenus", "Interviews held"),
        "renewed_until": ("Renouvelé jusqu'au", "Renouvellements", "Renewed until"),
    }  # fmt: skip

    external_id = Text(most=100, required=True)
    first_name = Text(most=100)
    last_name = Text(most=100)
    entered_on = DayCell(required=True)
    stage = Slug(required=True)
    since = DayCell(required=True)
    tutor_external_id = Text(most=100)
    tutor_since = DayCell()
    renewed_until = Text(most=200)
    interviews = Text(most=2_000)


def read_pathways(content: bytes, arguments: dict[str, Any]) -> list[Line]:
    """Read a sheet of pathways."""
    return read_sheet(content, PathwayRow(), unique=("external_id",), arguments=arguments)
