"""Bank accounts: statements, what they settle, reconciliation, transfers and direct debits."""
