"""The environment in which alembic runs the revisions of every service."""
