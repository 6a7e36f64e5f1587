"""Tests of the documents that people read."""
