"""Tests of the room households."""
