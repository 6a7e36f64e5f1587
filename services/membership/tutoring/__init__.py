"""Tutoring: notes between a tutor and the person accompanied, which nobody else reads."""
