"""The use cases of trainings."""

from .. import telling
from . import attendance, certificates, granting, hours, sessions, signing

__all__ = ["attendance", "certificates", "granting", "hours", "sessions", "signing", "telling"]
