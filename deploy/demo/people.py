"""Synthetic people and purchases from a seeded generator: the same at each run, and nobody real."""

from __future__ import annotations

import random
from dataclasses import dataclass

FIRST = (
    "Adèle Amine Anouk Arthur Aïcha Basile Blanche Bruno Camille Chloé Clément Colette Côme Daniel Diane "
    "Élise Émile Esther Fanny Farid Félix Gaëlle Gabin Hana Hector Hugo Inès Iris Jeanne Joseph Jules "
    "Karim Léa Lina Louis Lucie Malo Manon Marius Nadia Nina Noé Odile Omar Paul Pauline Rachel Rémi Rosa "
    "Salomé Samuel Sarah Simon Solène Théo Tom Ulysse Yann Zoé"
).split()
LAST = (
    "Abadie Arnaud Aubert Barbier Baron Benoît Berger Besson Blanc Bonnet Boucher Bourgeois Brun "
    "Carpentier Chevalier Collet Cordier Daniel Delmas Descamps Diallo Dufour Dupuis Etienne Fabre Favre "
    "Fleury Garcia Gautier Gay Giraud Guérin Haddad Hubert Jacob Joly Julien Klein Lacroix Lambert Leroux "
    "Maillard Mallet Marchand Meunier Millet Moulin Nguyen Noël Perret Picard Poirier Prévost Renard Rey "
    "Rolland Roux Royer Sanchez Schmitt Tessier Traoré Vasseur Vidal Weber"
).split()


@dataclass(frozen=True)
class Person:
    """A person of the demonstration, with the reference that the cooperative's own files use."""

    reference: str
    first_name: str
    last_name: str

    @property
    def email(self) -> str:
        """An address in a domain that can never exist (RFC 2606)."""
        return f"{self.reference.lower()}@example.org"


def people(count: int, prefix: str, seed: int) -> list[Person]:
    """Make ``count`` people with references ``<prefix>0001`` and so on."""
    chance = random.Random(seed)
    return [
        Person(f"{prefix}{number:04d}", chance.choice(FIRST), chance.choice(LAST)) for number in range(1, count + 1)
    ]


def amounts(count: int, total: int, seed: int) -> list[int]:
    """Make ``count`` amounts above zero, in cents, that sum to ``total`` exactly."""
    chance = random.Random(seed)
    weights = [chance.randint(20, 200) for _ in range(count)]
    whole = sum(weights)
    parts = [max(1, total * weight // whole) for weight in weights]
    parts[0] += total - sum(parts)
    assert sum(parts) == total and min(parts) > 0
    return parts
