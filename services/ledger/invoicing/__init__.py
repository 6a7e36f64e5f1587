"""Invoices to customers: numbered without gaps, never changed, and paid or credited."""
