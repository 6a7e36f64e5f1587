"""Tests of the closing of months and years."""
