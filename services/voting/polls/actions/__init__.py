"""What is done with polls."""

from . import (
    amending,
    annulment,
    candidates,
    drafting,
    effects,
    interrupting,
    life,
    objections,
    proclamation,
    reading,
    sealing,
)

__all__ = [
    "amending", "annulment", "candidates", "drafting", "effects", "interrupting", "life", "objections", "proclamation",
    "reading", "sealing",
]  # fmt: skip
