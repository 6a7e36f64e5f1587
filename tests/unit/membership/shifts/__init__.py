"""Tests of the room shifts."""
