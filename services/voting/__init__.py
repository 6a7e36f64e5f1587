"""Assemblies, rolls, polls, ballots and tallies: how members decide, and what a decision brings about."""
