"""Requests: what arrives over the bus for an operation, and what goes back."""

from .access import check_access
from .perform import perform
from .request import Answered, Chunk, Request

__all__ = ["Answered", "Chunk", "Request", "check_access", "perform"]
