"""Ballots: secret ones by credential, named ones, and counts of hands."""
