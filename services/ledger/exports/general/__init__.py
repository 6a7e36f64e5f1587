"""The general ledger: every account with what it began with, its lines and what it came to."""
