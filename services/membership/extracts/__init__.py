"""Extracts of the register: who is a member on a day, and who joined, moved and left between two."""
