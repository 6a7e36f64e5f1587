"""Tests of the room tutoring."""
