"""The sheet of the shares' history."""

from __future__ import annotations

from datetime import date
from typing import Any

from services.commons.contract import Slug, Text
from services.commons.jobs import Line
from services.commons.sheets import CountCell, DayCell, DecimalCell, Row, WordCell, read_sheet
from services.ledger.capital.contract.shapes import JOINING, LEAVING

# On one day what comes goes before what leaves.
KINDS = ("subscription", "payment", "transfer", "redemption")
KIND_WORDS = {
    "subscription": ("souscription", "achat", "apport"),
    "payment": ("versement", "libération", "paiement", "règlement"),
    "transfer": ("cession", "transfert", "transmission"),
    "redemption": ("remboursement", "retrait", "annulation", "rachat"),
}
REASON_WORDS = {
    "founder": ("fondateur", "fondatrice"), "joining": ("adhésion", "entrée"), "increase": ("augmentation",),
    "resignation": ("démission", "départ"), "exclusion": ("exclu", "exclue"), "death": ("décès",),
    "loss_of_quality": ("perte de la qualité", "radiation"), "end_of_employment": ("fin de contrat",),
    "dissolution": ("liquidation",), "admission_annulled": ("admission annulée",), "partial": ("partiel",),
}  # fmt: skip
NAMES = {
    "external_id": ("N° de mouvement", "Identifiant", "ID", "Réf. mouvement", "N° d'ordre", "Movement number"),
    "kind": ("Mouvement", "Type", "Nature", "Type de mouvement", "Opération", "Movement"),
    "member": ("N° adhérent", "Adhérent", "Associé", "N° associé", "Sociétaire", "N° de sociétaire", "Member number",
               "Member ID", "Holder"),
    "to_member": ("Bénéficiaire", "Cessionnaire", "Vers", "Au profit de", "To", "Beneficiary"),
    "count": ("Nombre de parts", "Parts", "Nb parts", "Quantité", "Shares", "Number of shares", "Quantity"),
    "unit_price": ("Valeur nominale", "Prix unitaire", "Valeur de la part", "Nominal value", "Price"),
    "amount": ("Montant", "Somme", "Total"),
    "share_type": ("Type de parts", "Catégorie de parts", "Share type"),
    "day": ("Date", "Date d'effet", "Date du mouvement", "Effective on", "Day"),
    "signed_on": ("Date de signature", "Signé le", "Signed on"),
    "reason": ("Motif", "Raison"),
    "reference": ("Référence", "Pièce", "Bordereau", "Document"),
}  # fmt: skip


class MovementRow(Row):
    """A movement of shares or of money for them; members are known by number or id, the price by the statutes."""

    names = NAMES

    external_id = Text(most=100, required=True)
    kind = WordCell(KIND_WORDS, required=True)
    member = Text(most=60, required=True)
    to_member = Text(most=60)
    count = CountCell(least=1, most=1_000_000)
    unit_price = DecimalCell()
    amount = DecimalCell()
    share_type = Slug()
    day = DayCell(required=True)
    signed_on = DayCell()
    reason = WordCell({one: REASON_WORDS.get(one, ()) for one in (*JOINING, *LEAVING, "partial")})
    reference = Text(most=80)


def read_movements(content: bytes, arguments: dict[str, Any]) -> list[Line]:
    """Read a history, and put it in the order of its days, whatever its own."""
    lines = read_sheet(content, MovementRow(), unique=("external_id",), arguments=arguments)
    return sorted(lines, key=lambda line: (date.min, 0) if line.value is None else _when(line.value))


def _when(row: dict[str, Any]) -> tuple[date, int]:
    day: date = row["day"]
    return day, KINDS.index(row["kind"])
