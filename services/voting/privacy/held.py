"""What voting holds about a person: in which tables, why, and which tables hold nothing of anybody.

A new table stands in one of the two lists; an architecture test asks for it. A secret ballot is nobody's: nothing ties
it to who cast it, so it is in no such list.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import ARRAY, ColumnElement, Text, cast

from services.commons.access import CONTRACT, LAW, Holding, Kept
from services.commons.access.kept import Subject, in_words
from services.commons.documents.said import said
from services.commons.storage import tables_of

_HERE, _REGISTER = said("The cooperative's assemblies and votes"), said("The register")
_PERSON = said("The person, by an application, a request or at the office")
ROLL = Holding(said("To know who may vote, on which day and why"), LAW, _REGISTER)
NOTICES = Holding(said("To send notices of assemblies"), LAW, _PERSON)
ASSEMBLY = Holding(said("To hold assemblies and keep their minutes"), LAW, _HERE)
VOTES = Holding(said("To hold votes that can be checked"), LAW, _HERE)
OFFICES = Holding(said("To fill seats by election"), CONTRACT, _PERSON)


def _among(table: str, column: str) -> Any:
    def condition(ids: Sequence[str]) -> ColumnElement[bool]:
        named: ColumnElement[bool] = tables_of("voting").metadata.tables[table].c[column]
        return named.has_any(cast(list(ids), ARRAY(Text)))

    return condition


HELD: dict[str, tuple[Holding, tuple[Subject, ...]]] = {
    "merged_voters": (ROLL, ("id", "merged_into")),
    "electors": (ROLL, ("member_id",)),
    "roll_entries": (ROLL, ("member_id",)),
    "roll_changes": (ROLL, ("member_id",)),
    "representations": (ROLL, ("member_id", "person_id")),
    "roll_delegates": (ROLL, ("member_id",)),
    "member_figures": (ROLL, ("member_id",)),
    "voter_contacts": (NOTICES, ("member_id",)),
    "deliveries": (NOTICES, ("member_id",)),
    "assemblies": (ASSEMBLY, ("chair_id",)),
    "officers": (ASSEMBLY, ("member_id",)),
    "presence_journal": (ASSEMBLY, ("member_id", "represented_by")),
    "proxies": (ASSEMBLY, ("giver_id", "holder_id")),
    "minutes_signatures": (ASSEMBLY, ("member_id",)),
    "resolution_signatures": (ASSEMBLY, ("member_id",)),
    "amendments": (ASSEMBLY, ("moved_by",)),
    "poll_voters": (VOTES, ("member_id",)),
    "named_ballots": (VOTES, ("member_id", "cast_by")),
    "objections": (VOTES, ("member_id",)),
    "scrutineers": (VOTES, ("member_id",)),
    "hands_counts": (VOTES, (_among("hands_counts", "teller_ids"),)),
    "paper_counts": (VOTES, (_among("paper_counts", "teller_ids"),)),
    "candidates": (OFFICES, ("member_id",)),
    "candidacies": (OFFICES, ("member_id", "nominated_by")),
    "seat_offers": (OFFICES, ("member_id",)),
    "known_mandates": (OFFICES, ("member_id",)),
}
# Why nothing in these tables is about a person, or can be told to be.
OF_NOBODY = {
    "added_resolutions": "texts; who signed them is held", "adjournments": "of assemblies",
    "agenda_documents": "documents of assemblies", "agenda_items": "texts", "agenda_versions": "digests",
    "ballot_cells": "counts", "board_blocks": "digests", "board_cosignatures": "of cooperatives",
    "board_entries": "digests", "board_heads": "digests", "board_keys": "keys of the board", "boards": "digests",
    "cast_ballots": "secret ballots, nobody's", "credentials": "digests of credentials, nobody's",
    "elections": "offices, not who stands for them", "gathered_ballots": "secret ballots, nobody's",
    "known_proposals": "what other services propose", "minutes_texts": "minutes; who came and who signed is held",
    "notices": "texts of notices, which name nobody", "opened_ballots": "secret ballots, nobody's",
    "poll_interruptions": "of polls", "poll_keys": "keys of polls", "polls": "questions", "quorum_findings": "counts",
    "relayed_cosignatures": "of cooperatives", "rolls": "sums of a roll; its entries are held",
    "sections": "of assemblies", "tallies": "results; a candidate's row is held", "tie_seeds": "numbers drawn",
    "unissued_credentials": "credentials that nobody has", "witnessed_heads": "of cooperatives",
    "witnessed_keys": "of cooperatives",
}  # fmt: skip
# A scrutineer's part of a key opens ballots: it is nobody's to read here.
WITHHELD = {"scrutineers": ("share", "share_hash")}

# What became of a candidacy is the candidate's; whoever named the candidate knows that they did.
PERSONAL = {"candidacies": ("statement", "examined", "refused_for", "article", "position", "accepted_at",
                            "withdrawn_at")}  # fmt: skip


def kept_tables() -> Iterator[tuple[Kept, Holding]]:
    """List the tables that may hold rows about a person, each with why."""
    base = tables_of("voting")
    words = {mapper.class_.__tablename__: mapper.class_.__name__ for mapper in base.registry.mappers}
    for name, (holding, subjects) in HELD.items():
        kept = Kept(base.metadata.tables[name], holding.purpose.text, in_words(words[name]), subjects,
                    PERSONAL.get(name, ()), WITHHELD.get(name, ()))  # fmt: skip
        yield kept, holding
