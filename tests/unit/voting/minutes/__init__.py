"""Tests of the minutes and the attendance sheet."""
