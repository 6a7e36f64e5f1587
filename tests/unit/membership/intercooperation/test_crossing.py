"""What is addressed crosses between houses to its addressee alone."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import select

from services.membership.intercooperation.tables import AdviceProfile
from tests.house import House, pump


def test_an_addressed_event_is_handed_to_its_addressee_alone(house: Callable[..., House]) -> None:
    """alpar's offer reaches the federation, which does not know alpar, and nobody else; its own services keep out."""
    alpar, federation, coopaname = house("alpar"), house("cg-scop"), house("coopaname")
    alpar.membership.do("put_intercooperation_profile", body={"themes": ["premises"]})
    assert pump([alpar, federation, coopaname]) == 1
    [told] = alpar.membership.told("membership.advice.profile_changed.v1")
    assert told["addressee"] == "cg-scop"
    for house_, arrived in ((federation, ["alpar"]), (coopaname, [])):
        with house_.membership.database.reading() as session:
            assert session.scalars(select(AdviceProfile.coop)).all() == arrived
    assert federation.membership.do("list_member_profiles")["data"] == []
