"""Tests of the room representatives."""
