"""The migrations of the membership service."""
