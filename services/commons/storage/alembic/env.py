"""Runs the revisions of one service on the connection that ``storage.migrations.migrate`` hands in."""

from alembic import context

from services.commons.storage.migrations import VERSION_TABLE

context.configure(connection=context.config.attributes["connection"], version_table=VERSION_TABLE)
context.run_migrations()
