"""The keys of one cooperative: the hash of each secret, never the secret."""

from __future__ import annotations

from typing import Any

from sqlalchemy import CheckConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from services.commons.storage import Moment, tables_of

Base = tables_of("gateway")


class ApiKey(Base):  # type: ignore[misc,valid-type]
    """A key: valid from its making until it is revoked or expires; never deleted, its id stands in audit lines."""

    __tablename__ = "api_keys"
    __table_args__ = (CheckConstraint("hash ~ '^[0-9a-f]{64}$'", name="hash_is_sha256"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    hash: Mapped[str] = mapped_column(unique=True)
    last4: Mapped[str]
    preset: Mapped[str | None]
    scopes: Mapped[Any] = mapped_column(JSONB)
    created_at: Mapped[Moment]
    created_by: Mapped[str]
    expires_at: Mapped[Moment | None]
    revoked_at: Mapped[Moment | None]
    replaces: Mapped[str | None]
