"""Tests of the room pathway."""
