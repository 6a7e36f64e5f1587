"""Households and couples, where the statutes allow them: who shares the benefits of a membership."""
