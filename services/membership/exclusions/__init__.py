"""Exclusions: proposed with their grounds after the member could be heard, and decided by the assembly's vote alone."""
