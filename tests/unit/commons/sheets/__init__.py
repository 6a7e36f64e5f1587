"""Tests of the reading of sheets."""
