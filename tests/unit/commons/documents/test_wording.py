"""French as it is written before names and values."""

from __future__ import annotations

import pytest

from services.commons.documents import said
from services.commons.documents.wording import worded
from services.membership.statutes.text.rendering import title_of


@pytest.mark.parametrize(
    ("name", "title"),
    [("Alpar", "Statuts d’Alpar"), ("Coopaname", "Statuts de Coopaname"), ("Écolieu", "Statuts d’Écolieu"),
     ("Habitat {x}", "Statuts d’Habitat {x}"), ("Hauts de Savoie", "Statuts de Hauts de Savoie"),
     ("HLM 74", "Statuts de HLM 74"), ("Le Lien", "Statuts du Lien"), ("Les Halles", "Statuts des Halles"),
     ("L’Établi", "Statuts de L’Établi"), ("Lee", "Statuts de Lee"), ("", "Statuts de ")],
)  # fmt: skip
def test_de_is_elided_and_contracted(name: str, title: str) -> None:
    """A title names a cooperative as French does; English has no such thing."""
    assert worded(title_of("statutes", name), "fr") == title
    assert worded(title_of("statutes", name), "en") == f"Statutes of {name}"


@pytest.mark.parametrize(("name", "told"), [("Le Goff Anne", "de Le Goff Anne"), ("Les Yves", "de Les Yves"),
                                            ("Anne Le Goff", "d’Anne Le Goff")])  # fmt: skip
def test_the_article_of_a_person_s_name_is_part_of_it(name: str, told: str) -> None:
    """It does not contract, as that of a cooperative does; before a vowel ``de`` is elided all the same."""
    assert worded(said("The surplus of {candidate} is transferred.", candidate=name), "fr") == (
        f"Le surplus {told} est transféré."
    )


@pytest.mark.parametrize(
    ("count", "told"), [(0, "0 days, 1 item(s)"), (1, "1 day, 1 item(s)"), (2, "2 days, 1 item(s)")]
)
def test_what_a_number_counts_is_in_its_plural(count: int, told: str) -> None:
    """Whatever follows a whole number up to the end of the clause; a text that is no number decides nothing."""
    assert worded(said("{count} day(s), {one} item(s)", count=count, one="1"), "en") == told
