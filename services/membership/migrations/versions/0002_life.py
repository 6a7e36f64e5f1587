"""A cooperative's life, and a trail of every change; its statements stand in ``0002_life.sql``."""

from pathlib import Path

from alembic import op

revision = "0002_life"
down_revision = "0001_founding"
# The rooms of this release read what it adds: a database without it is refused until it is migrated.
serves_previous = False
# The ledger told of these before membership followed it.
rebuilds = ("leaver_redemptions", "paid_shares", "share_holdings")


def upgrade() -> None:
    """Add what the release needs; what was there stays as it is."""
    added = Path(__file__).with_suffix(".sql").read_text()
    op.get_bind().execution_options(no_parameters=True).exec_driver_sql(added)
