"""The rules on rules: what statutes and bylaws must be, by themselves, by each other and by law."""

from .amendment import Difference, amended, differences, findings_on_fixed
from .bylaws import findings_between, findings_in_bylaws
from .finding import Finding, Law, LawRule, law_on
from .lawful import findings_on_law
from .readable import identities, in_a_line, readable_differences
from .statutes import findings_in_statutes

__all__ = [
    "Difference", "Finding", "Law", "LawRule", "amended", "differences", "findings_between", "findings_in_bylaws",
    "findings_in_statutes", "findings_on_fixed", "findings_on_law", "identities", "in_a_line", "law_on",
    "readable_differences",
]  # fmt: skip
