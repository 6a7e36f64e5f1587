"""What is done with boards."""

from . import download, showing, witnessing

__all__ = ["download", "showing", "witnessing"]
