"""Statements and their movements: read, taken in once, and kept as the bank wrote them."""
