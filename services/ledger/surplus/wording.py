"""The names of parts and rules of a surplus in documents."""

from __future__ import annotations

from services.commons.documents import Said, said

PARTS: dict[str, Said] = {
    "legal_reserve": said("Legal reserve"), "development_fund": said("Development fund"),
    "statutory_reserve": said("Statutory reserve"), "labour_share": said("Labour share"),
    "interest": said("Interest on shares"), "refunds": said("Refunds to members"),
    "community": said("Gifts to causes"), "other_reserves": said("Other reserves"),
}  # fmt: skip
# What fits under a bar.
SHORT: dict[str, Said] = {
    "legal_reserve": said("Legal res."), "development_fund": said("Dev. fund"), "statutory_reserve": said("Stat. res."),
    "labour_share": said("Labour"), "interest": said("On shares"), "refunds": said("To buyers"),
    "community": said("Gifts"), "other_reserves": said("Other res."),
}  # fmt: skip
RULES: dict[str, Said] = {
    **PARTS,
    "interest_within_reserves": said("Interest within the reserves"),
    "interest_within_labour_share": said("Interest within the labour share"),
    "interest_rate": said("Highest rate of interest on capital"),
    "interest_of_statutes": said("Interest that the statutes say"),
    "interest_without_subsidies": said("Interest without public subsidies"),
    "reserves_of_statutes": said("Reserves that the statutes say"),
    "labour_share_of_statutes": said("Labour share that the statutes say"),
    "labour_share_keys": said("Keys of the labour share that the statutes say"),
    "reserves_in_all": said("Reserves in all"),
    "community_within_rest": said("Gifts within what is left"),
}
SIDES: dict[str, Said] = {"at_least": said("at least"), "at_most": said("at most"), "exactly": said("exactly")}
REGIMES: dict[str, Said] = {
    "scop": said("Worker cooperative"), "scic": said("Cooperative of collective interest"),
    "consumer": said("Consumer cooperative"),
}  # fmt: skip


def kept(holds: bool) -> Said:
    """Say whether a limit is kept."""
    return said("kept") if holds else said("broken")
