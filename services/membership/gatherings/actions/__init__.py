"""Gatherings: announced, signed up for, held and counted."""

from . import announcing, coming, counting, placing, recording

__all__ = ["announcing", "coming", "counting", "placing", "recording"]
