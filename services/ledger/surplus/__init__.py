"""Accounts drawn up, approved and sealed; the surplus proposed, checked and allocated."""
