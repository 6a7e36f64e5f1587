"""Proof that the books are what they were: a chain of hashes over all entries, and a replay of everything."""
