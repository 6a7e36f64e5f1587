"""Tests of notices, deliveries and mail."""
