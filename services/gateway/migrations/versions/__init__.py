"""The revisions, oldest first by name, of the gateway service."""
