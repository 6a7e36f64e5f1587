"""Requests of members that the assembly decides on: it grants or refuses them by a vote."""
