"""Entries that balance and never change, their batches, and the periods they fall in."""
