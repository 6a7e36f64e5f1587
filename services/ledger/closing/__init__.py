"""Months and years: closed, reopened, approved, sealed, and carried over."""
