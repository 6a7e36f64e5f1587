"""Retention: how long the books keep the name of somebody who was pseudonymised."""
