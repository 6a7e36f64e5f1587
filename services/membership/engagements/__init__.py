"""Engagements: employment and support contracts, apart from membership, and their payroll."""
