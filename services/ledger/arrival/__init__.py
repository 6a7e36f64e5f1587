"""A cooperative arrives with its old books: their FEC is taken over, a year at a time."""
