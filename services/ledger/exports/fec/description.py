"""The description that the law wants beside each file (LPF art. A47 A-1, II and VIII): what every field and code means.

It is written for the French administration, and in French alone.
"""

from __future__ import annotations

from services.commons.requests import Chunk
from services.commons.storage import Unit
from services.ledger.closing.years import known_year
from services.ledger.journal.rules import CLOSING

from .rules import COLUMNS, JOURNALS, fec_name

MEANINGS = {
    "JournalCode": ("texte", "Code du journal (liste ci-dessous)"),
    "JournalLib": ("texte", "Libellé du journal"),
    "EcritureNum": ("texte", "Numéro de l'écriture, suite continue par journal et par exercice"),
    "EcritureDate": ("date", "Date de comptabilisation"),
    "CompteNum": ("texte", "Numéro de compte, selon le plan comptable général"),
    "CompteLib": ("texte", "Libellé du compte"),
    "CompAuxNum": ("texte", "Identifiant du tiers, sur les comptes de tiers seulement"),
    "CompAuxLib": ("texte", "Nom du tiers, ou son identifiant"),
    "PieceRef": ("texte", "Référence de la pièce ; à défaut, code du journal et numéro de l'écriture"),
    "PieceDate": ("date", "Date de la pièce ; à défaut, date de comptabilisation"),
    "EcritureLib": ("texte", "Libellé de l'écriture"),
    "Debit": ("numérique", "Montant au débit"),
    "Credit": ("numérique", "Montant au crédit"),
    "EcritureLet": ("texte", "Lettrage repris d'une comptabilité antérieure ; à blanc sinon"),
    "DateLet": ("date", "Date de ce lettrage"),
    "ValidDate": ("date", "Date de validation : une écriture est définitive dès son enregistrement"),
    "Montantdevise": ("numérique", "Montant en devise repris d'une comptabilité antérieure ; à blanc sinon"),
    "Idevise": ("texte", "Identifiant de cette devise"),
}


def fec_description(unit: Unit, year: int, separator: str, encoding: str) -> Chunk:
    """Write the description of the file that would be exported with the same settings."""
    row = known_year(unit, year)
    siren = str(unit.rules.statutes("identity.siren").value)
    name = fec_name(siren, row.ends_on)
    between = {"tab": "tabulation (code 9)", "pipe": "barre verticale (code 124)"}[separator]
    fields = "\n".join(
        f"{place:>2}. {column} ({MEANINGS[column][0]}) : {MEANINGS[column][1]}."
        for place, column in enumerate(COLUMNS, 1)
    )
    codes = "\n".join(f"    {code} : {label}" for key, (code, label) in JOURNALS.items() if key != CLOSING)
    text = f"""Description du fichier des écritures comptables {name}
(article A. 47 A-1 du livre des procédures fiscales)

{unit.rules.statutes("identity.name").value}, SIREN {siren}
Exercice du {row.starts_on:%d/%m/%Y} au {row.ends_on:%d/%m/%Y}

Informations techniques
    Jeu de caractères : {encoding.upper()}
    Fichier à plat, à organisation séquentielle, une seule structure, enregistrements de longueur variable
    Séparateur de zone : {between} ; séparateur d'enregistrement : retour chariot et fin de ligne (codes 13 et 10)
    Première ligne : noms des zones
    Dates : AAAAMMJJ ; montants : virgule décimale, sans séparateur de milliers

Zones
{fields}

Codes des journaux
{codes}

Contenu
    Reprise des soldes : première écriture du journal AN, calculée à l'ouverture de l'exercice ; le résultat d'un
    exercice antérieur non encore soldé y figure au compte 120 ou 129.
    Les écritures suivent dans l'ordre chronologique de leur validation.
    Les écritures de solde des comptes de charges et de produits n'y figurent pas.
    Aucune écriture de centralisation n'est tenue.
"""
    return Chunk(text, "text/plain; charset=utf-8", None, name.replace("FEC", "FEC-description-"))
