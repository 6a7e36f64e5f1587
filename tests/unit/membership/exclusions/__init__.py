"""Tests of the room exclusions."""
