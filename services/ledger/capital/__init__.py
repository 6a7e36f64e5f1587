"""The share register and what it books."""
