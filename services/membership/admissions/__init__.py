"""Admissions: from an application, through its decision and the payment, to a member with a number."""
