"""Governance: bodies with seats and mandates, working groups with their referents."""
