"""Tests of the room competences."""
