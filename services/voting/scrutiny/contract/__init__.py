"""What strangers may see of scrutiny: keys and shares."""

from .operations import get_poll_key, hand_in_key_share, make_poll_key
from .refusals import BallotsBeingOpened, KeySharesMissing, ScrutineersMissing

__all__ = [
    "BallotsBeingOpened", "KeySharesMissing", "ScrutineersMissing", "get_poll_key", "hand_in_key_share",
    "make_poll_key",
]  # fmt: skip
