"""Tests of the room engagements."""
