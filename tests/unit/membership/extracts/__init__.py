"""Tests of the room extracts."""
