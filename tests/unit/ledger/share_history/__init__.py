"""Tests of the history of the shares."""
