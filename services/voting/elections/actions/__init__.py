"""What is done with elections."""

from . import calling, candidacies, mandates, polling, reading, runners_up

__all__ = ["calling", "candidacies", "mandates", "polling", "reading", "runners_up"]
