"""Makes everything that the cooperatives need on the broker and the database server; shows its plan first."""

from .administration import Administration, NotConfigured
from .founding import FoundingConflict
from .plan import Plan
from .provision import Provisioning
from .step import ProvisioningRefused, Step

__all__ = [
    "Administration", "FoundingConflict", "NotConfigured", "Plan", "Provisioning", "ProvisioningRefused", "Step",
]  # fmt: skip
