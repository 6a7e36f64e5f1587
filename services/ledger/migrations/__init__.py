"""The migrations of the ledger service."""
