"""Competences: who decides what by the statutes, and the decisions that were taken."""
