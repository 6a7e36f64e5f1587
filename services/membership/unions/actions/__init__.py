"""Unions: linked by consent of both, with dated members."""

from . import belonging, consenting, linking

__all__ = ["belonging", "consenting", "linking"]
