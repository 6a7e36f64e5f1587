"""Polls: what is put to the vote, its life, its proclamation and its effects."""
