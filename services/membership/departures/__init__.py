"""Departures: what a leaver would lose and has lost, the way back from a resignation, and the end of employment."""
