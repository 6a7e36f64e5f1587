"""The main job, played through the HTTP API as an integrator would: four cooperatives, and every figure checked."""

from .stage import play

__all__ = ["play"]
