"""Shifts from a sheet: slots to come, and the history of who came, so that standings count it."""
