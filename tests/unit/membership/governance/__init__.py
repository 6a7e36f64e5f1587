"""Tests of the room governance."""
