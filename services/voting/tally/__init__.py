"""Tallies: what the ballots come to, and the verdict with its reasoning."""
