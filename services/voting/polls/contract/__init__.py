"""What strangers may see of polls: their events, shapes, refusals and operations."""

from .events import poll_annulled, poll_opened, poll_proclaimed, resolution_adopted, resolution_rejected

__all__ = ["poll_annulled", "poll_opened", "poll_proclaimed", "resolution_adopted", "resolution_rejected"]
