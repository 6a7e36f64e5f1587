"""Tests of the room admissions."""
