"""Sign-ins under way, the logins that came of them, and letters to addresses that are no longer somebody's."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from services.commons.audit import audited
from services.commons.storage import Moment, tables_of

Base = tables_of("membership")


class SignIn(Base):  # type: ignore[misc,valid-type]
    """A sign-in that somebody asked for, known or not; states and what each means:

    - ``asked``: the address waits to be looked up, whoever it may be;
    - ``sent``: it is one person's, the code left for it;
    - ``ignored``: it is nobody's (or was written to often enough): no letter left, and nobody is told so;
    - ``confirmed``: the code came back, a login was made of it.

    The address is erased as soon as it was looked up; only its digest stays, to count the letters to it. Of the code
    only a keyed digest is kept: it is made at the moment its letter is written. Rows go after a day.
    """

    __tablename__ = "sign_ins"
    __table_args__ = (
        CheckConstraint("state IN ('asked', 'sent', 'ignored', 'confirmed')", name="state"),
        CheckConstraint("(address IS NULL) = (state <> 'asked')", name="address_erased"),
        Index("ix_sign_ins_asked_at", "asked_at"),
        Index("ix_sign_ins_address_hash", "address_hash"),
        Index("ix_sign_ins_waiting", "due_at", postgresql_where=text("state = 'asked'")),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    state: Mapped[str]
    address: Mapped[str | None]
    address_hash: Mapped[str]
    asked_at: Mapped[Moment]
    # When the letter is to be written; later after the mail server would not take it.
    due_at: Mapped[Moment]
    # When a letter left for the address, with a code or without.
    written_at: Mapped[Moment | None]
    person_id: Mapped[str | None] = mapped_column(ForeignKey("parties.id"))
    code_hash: Mapped[str | None]
    code_ends_at: Mapped[Moment | None]
    attempts: Mapped[int]


@audited(subject="person_id", personal=("address_hash",), withheld=("hash", "address_hash"))
class Login(Base):  # type: ignore[misc,valid-type]
    """A person who signed in: the hash of the token's secret, never the secret.

    It counts as long as the register holds the address to which the code went (``address_hash``): a change of the
    address, a merge or a pseudonymisation ends it, whoever makes it and by whatever way.
    """

    __tablename__ = "logins"
    __table_args__ = (
        CheckConstraint("hash ~ '^[0-9a-f]{64}$'", name="hash_is_sha256"),
        Index("ix_logins_person_id", "person_id", postgresql_where=text("ended_at IS NULL")),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("parties.id"))
    hash: Mapped[str] = mapped_column(unique=True)
    address_hash: Mapped[str]
    made_at: Mapped[Moment]
    ends_at: Mapped[Moment]
    ended_at: Mapped[Moment | None]
    end_reason: Mapped[str | None]


@audited(subject="person_id", personal=("address",), withheld=("address",))
class FormerAddress(Base):  # type: ignore[misc,valid-type]
    """A letter to an address that was somebody's until now: they should know, had they not changed it themselves.

    The address is erased once the letter left, or could not.
    """

    __tablename__ = "former_addresses"
    __table_args__ = (
        Index("ix_former_addresses_waiting", "due_at", postgresql_where=text("address IS NOT NULL")),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("parties.id"))
    address: Mapped[str | None]
    changed_at: Mapped[Moment]
    due_at: Mapped[Moment]
    settled_at: Mapped[Moment | None]
    # ``sent``, or the mail server's status code.
    outcome: Mapped[str | None]
