"""Tests of the room meetings."""
