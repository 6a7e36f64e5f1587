"""Merges: two rows of the register that are one person or organisation become one, with a trail."""
