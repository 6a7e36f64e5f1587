"""The revisions, oldest first by name, of the membership service."""
