"""Membership: who belongs to the cooperative, in what role, and what follows from it."""
