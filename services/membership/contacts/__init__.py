"""Contacts and preferences: where somebody is reached, in which language and by which way."""
