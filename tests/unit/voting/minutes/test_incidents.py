"""Incidents are told in a sentence each, with the hour where it was recorded."""

from __future__ import annotations

from typing import Any

import pytest

from services.commons.documents.wording import worded
from services.voting.minutes.happened import incident_said
from services.voting.minutes.people import People, members_in

PEOPLE = People({"mbr_1": "Ada Martin"}, {"mbr_1": 1, "mbr_2": 2})
AT = "2026-03-02T18:05:00+00:00"


@pytest.mark.parametrize(
    ("incident", "french"),
    [
        ({"kind": "adjourned", "until": "2026-03-09T18:00:00+00:00", "reason": "Panne"},
         "À 19 h 05, la séance a été suspendue jusqu’au 9 mars 2026, 19 h 00 : Panne"),
        ({"kind": "sat_again"}, "À 19 h 05, la séance a repris."),
        ({"kind": "amendment", "member_id": "mbr_1", "text": "Deux ans.", "state": "adopted"},
         "À 19 h 05, Ada Martin a proposé d’amender « Statuts » ainsi : « Deux ans. » – l’amendement est adopté."),
        ({"kind": "amendment", "member_id": "mbr_2", "text": "Trois.", "state": "lapsed"},
         "À 19 h 05, Membre n° 2 a proposé d’amender « Statuts » ainsi : « Trois. » – il est devenu sans objet, un "
         "autre ayant été adopté."),
        ({"kind": "contested", "reason": "Liste"}, "Le résultat de « Statuts » a été contesté : Liste"),
        ({"kind": "annulled", "reason": None}, "À 19 h 05, le vote « Statuts » a été annulé : –"),
        ({"kind": "closing_sheet", "registered": 9, "handed_out": 9, "found": 8, "reason": "Un bulletin emporté."},
         "Bulletins papier de « Statuts » : 9 votants inscrits, 9 bulletins remis, 8 trouvés dans l’urne. Un bulletin "
         "emporté."),
    ],
)  # fmt: skip
def test_an_incident_is_a_sentence(incident: dict[str, Any], french: str) -> None:
    """Who, what and when, in the words of a procès-verbal."""
    told = incident_said({"concerns": "Statuts", "at": AT, **incident}, PEOPLE)
    assert worded(told, "fr").replace("\u00a0", " ") == french


def test_every_member_named_anywhere_in_the_minutes_is_found() -> None:
    """As a value, in a list, or as the name of a value: all are printed by name."""
    content = {"a": ["mbr_1", {"mbr_2": 3}], "b": {"c": "mbr_3"}, "d": "mbr", "e": 1}
    assert members_in(content) == {"mbr_1", "mbr_2", "mbr_3"}
