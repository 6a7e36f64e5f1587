"""Questionnaires: drafted by a federation, answered once by each cooperative at its own desk, and summed up."""
