"""Reviews a layer of rules as a whole: its form, its own sense, the other layer, and the law."""

from __future__ import annotations

from typing import Any

from .document import BylawsDocument, StatutesDocument, findings_on_form
from .rules import Finding, Law, findings_between, findings_in_bylaws, findings_in_statutes, findings_on_law


def findings_in(layer: str, document: Any, other: Any, law: Law) -> list[Finding]:
    """Return all that is wrong with a new text of one layer, given the other layer and the law; paths are its own."""
    if layer == "bylaws":
        return [
            *findings_on_form(BylawsDocument(), document), *findings_in_bylaws(document),
            *findings_between(other, document),
        ]  # fmt: skip
    against = [Finding(("bylaws", *one.steps), one.message, one.source) for one in findings_between(document, other)]
    return [
        *findings_on_form(StatutesDocument(), document), *findings_in_statutes(document),
        *findings_on_law(document, law), *against,
    ]  # fmt: skip
