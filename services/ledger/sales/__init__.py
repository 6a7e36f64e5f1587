"""Purchases of members: the base of their refunds."""
