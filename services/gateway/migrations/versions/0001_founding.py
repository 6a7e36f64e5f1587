"""The founding schema of the gateway service; its statements stand in ``0001_founding.sql``."""

from pathlib import Path

from alembic import op

revision = "0001_founding"
down_revision = None


def upgrade() -> None:
    """Make every table, index and trigger."""
    founding = Path(__file__).with_suffix(".sql").read_text()
    op.get_bind().execution_options(no_parameters=True).exec_driver_sql(founding)
