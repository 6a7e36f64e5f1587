"""What is done with assemblies."""

from . import convening, preparing, presence, proxies, session

__all__ = ["convening", "preparing", "presence", "proxies", "session"]
