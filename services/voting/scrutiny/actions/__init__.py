"""What is done with keys and shares."""

from . import background, ceremony, handing_in

__all__ = ["background", "ceremony", "handing_in"]
