"""Statutes and bylaws in force, their versions, and how the members change them."""

from .amendments import (
    AmendmentChangesNothing,
    AmendmentUnlawful,
    AmendmentUnsound,
    EffectiveTooEarly,
    draft_amendment,
    get_amendment,
    get_statutes,
    list_statutes_versions,
    statutes_adopted,
)
from .reading import get_diff, get_text
from .rectification import (
    AnotherPersonConfirms,
    RectificationOvertaken,
    TextWasAdopted,
    confirm_rectification,
    list_rectifications,
    propose_rectification,
)
from .simulation import simulate

__all__ = [
    "AmendmentChangesNothing", "AmendmentUnlawful", "AmendmentUnsound", "EffectiveTooEarly", "RectificationOvertaken",
    "AnotherPersonConfirms", "TextWasAdopted", "confirm_rectification", "draft_amendment", "get_amendment", "get_diff",
    "get_statutes", "get_text", "list_rectifications", "list_statutes_versions", "propose_rectification", "simulate",
    "statutes_adopted",
]  # fmt: skip
