"""What is done with assemblies."""

from . import (
    added_resolutions,
    agenda,
    amendments,
    attendance,
    bureau,
    convening,
    preparing,
    presence,
    proxies,
    second_call,
    sections,
    session,
)

__all__ = [
    "added_resolutions", "agenda", "amendments", "attendance", "bureau", "convening", "preparing", "presence",
    "proxies", "second_call", "sections", "session",
]  # fmt: skip
