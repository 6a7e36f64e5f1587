"""The kinds and forms of contracts, why they end, and how they are amended."""

ENGAGEMENT_KINDS = ("employment", "support")
# Support is the CAPE (commercial code L.127-1); employment is the permanent contract, the CESA or a fixed term.
FORMS = {"CDI": "employment", "CESA": "employment", "CDD": "employment", "CAPE": "support"}

# Why a contract ends; the law of worker cooperatives spares the membership of some who lose theirs.
END_REASONS = ("resignation", "dismissal", "economic_dismissal", "retirement", "invalidity", "end_of_term", "mutual",
               "death", "other")  # fmt: skip
AMENDMENTS = ("renewal", "hours", "form")
