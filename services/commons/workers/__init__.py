"""Worker processes for work that would hold up the hub."""
