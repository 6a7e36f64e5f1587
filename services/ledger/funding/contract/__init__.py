"""Funding: sources, subsidies, gifts, loans of members and banks, and the table of what each source brought in."""
