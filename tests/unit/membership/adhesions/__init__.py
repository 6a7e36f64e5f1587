"""Tests of the room adhesions."""
