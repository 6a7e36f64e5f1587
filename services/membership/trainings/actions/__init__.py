"""The use cases of trainings."""

from .. import telling
from . import attendance, certificates, granting, hours, own, sessions, signing

__all__ = ["attendance", "certificates", "granting", "hours", "own", "sessions", "signing", "telling"]
