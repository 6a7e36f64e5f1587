"""Tests of the room merges."""
