"""The form of the statutes, bylaws and law: what may be written, and in which words."""

from .bylaws import BylawsDocument
from .cooperative import CooperativeDocument, LawDocument
from .form import findings_on_form
from .statutes import StatutesDocument

__all__ = ["BylawsDocument", "CooperativeDocument", "LawDocument", "StatutesDocument", "findings_on_form"]
