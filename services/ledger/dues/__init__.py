"""Dues: what members owe for a year as the bylaws say, called, paid, waived."""
