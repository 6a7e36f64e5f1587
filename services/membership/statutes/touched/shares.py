"""Members whose shares would be too many or too few."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from services.commons.bindings import follows
from services.commons.events.received import Event
from services.commons.storage import Unit
from services.ledger.capital.contract import (
    shares_cancelled,
    shares_converted,
    shares_restored,
    shares_subscribed,
    shares_transferred,
)
from services.membership.register.as_of import covering
from services.membership.register.tables import Membership

from ..tables import ShareHolding
from ..touching import Concerned, Proposed, touches


@touches("shares.maximum", "shares.by_category")
def members_above_the_maximum(unit: Unit, proposed: Proposed) -> Iterator[Concerned]:
    """Members, category by category, who hold more than would be allowed."""
    for category, path, most in _limits(proposed, "maximum"):
        said = f"members of the category {category} hold more than {most} share(s)"
        yield Concerned(path, said, "members", _holding(proposed, category).where(ShareHolding.held > most))


@touches("shares.minimum", "shares.by_category")
def members_below_the_minimum(unit: Unit, proposed: Proposed) -> Iterator[Concerned]:
    """Members, category by category, who hold fewer than would be asked for."""
    for category, path, least in _limits(proposed, "minimum"):
        said = f"members of the category {category} hold fewer than {least} share(s)"
        yield Concerned(path, said, "members", _holding(proposed, category).where(ShareHolding.held < least))


def _limits(proposed: Proposed, bound: str) -> Iterator[tuple[str, str, int]]:
    """Return each category whose bound would be another, with the rule that sets it and what it would be."""
    for one in proposed.would_be("membership.categories", []):
        category, own = one["slug"], f"shares.by_category.{one['slug']}.{bound}"
        path = own if proposed.would_be(own, _UNSAID) is not _UNSAID else f"shares.{bound}"
        before = proposed.was(own, proposed.was(f"shares.{bound}"))
        after = proposed.would_be(path)
        if after is not None and after != before:
            yield category, path, after


def _holding(proposed: Proposed, category: str) -> Any:
    return (
        select(ShareHolding.member_id)
        .join(Membership, Membership.member_id == ShareHolding.member_id)
        .where(covering(proposed.on), Membership.category == category)
    )


_UNSAID = object()


@follows(shares_subscribed, projection=(ShareHolding,))
def keep_subscribed(unit: Unit, event: Event) -> None:
    """Add what was subscribed."""
    _move(unit, event.data["member_id"], event.data["count"])


@follows(shares_transferred, projection=(ShareHolding,))
def keep_transferred(unit: Unit, event: Event) -> None:
    """Take it from one, and give it to the other."""
    _move(unit, event.data["member_id"], -event.data["count"])
    _move(unit, event.data["to_member_id"], event.data["count"])


@follows(shares_converted, projection=(ShareHolding,))
def keep_converted(unit: Unit, event: Event) -> None:
    """Shares of another type may be another number."""
    _move(unit, event.data["member_id"], event.data["into"] - event.data["count"])


@follows(shares_cancelled, projection=(ShareHolding,))
def keep_cancelled(unit: Unit, event: Event) -> None:
    """Take away what is held no more."""
    _move(unit, event.data["member_id"], -event.data["count"])


@follows(shares_restored, projection=(ShareHolding,))
def keep_restored(unit: Unit, event: Event) -> None:
    """Give back what is held again."""
    _move(unit, event.data["member_id"], event.data["count"])


def _move(unit: Unit, member_id: str, count: int) -> None:
    row = insert(ShareHolding).values(member_id=member_id, held=count)
    unit.session.execute(
        row.on_conflict_do_update(index_elements=["member_id"], set_={"held": ShareHolding.held + count})
    )
