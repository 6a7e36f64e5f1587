"""Privacy: what voting holds about somebody."""
