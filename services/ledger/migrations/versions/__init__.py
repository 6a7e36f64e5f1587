"""The revisions, oldest first by name, of the ledger service."""
