"""Agreements of cooperation groups: parts that sum to one, in versions, signed by everyone."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from services.commons.refusals import Refusal
from services.membership.activities.rules import are_whole, equal_parts, without
from services.membership.agreements.rules import split
from tests.unit.membership.office import Office
from tests.unit.membership.pathway.way import code_of
from tests.unit.membership.sheets import with_members

# The machine may be busy with other tests.
CALM = settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow])
WEIGHTS = st.lists(st.integers(1, 1000), min_size=1, max_size=8)


def parts_from(weights: list[int]) -> dict[str, Fraction]:
    """Return parts in proportion to weights."""
    return {f"per_{place}": Fraction(weight, sum(weights)) for place, weight in enumerate(weights)}


@CALM
@given(WEIGHTS, st.integers(0, 10**9))
def test_what_is_split_is_all_given_out(weights: list[int], minor: int) -> None:
    """Not a cent is lost or made, and nobody is more than one away from the exact part."""
    parts = parts_from(weights)
    assert are_whole(list(parts.values()))
    shares = split(minor, parts)
    assert sum(shares.values()) == minor
    assert all(abs(shares[person] - part * minor) < 1 for person, part in parts.items())


@CALM
@given(WEIGHTS)
def test_parts_of_those_who_stay_are_whole_again(weights: list[int]) -> None:
    """After a leaver the others have as much of one another as before, and one in all."""
    parts = parts_from(weights)
    rest = without(parts, "per_0")
    assert not rest or (are_whole(list(rest.values())) and "per_0" not in rest)
    assert all(rest[one] * parts[other] == rest[other] * parts[one] for one in rest for other in rest)
    assert are_whole(list(equal_parts(list(parts)).values()))


@CALM
@given(WEIGHTS, st.fractions(min_value=Fraction(1, 10**6), max_value=1))
def test_parts_that_miss_one_by_anything_are_not_whole(weights: list[int], missed: Fraction) -> None:
    """However little is missing or too much."""
    parts = list(parts_from(weights).values())
    assert not are_whole([*parts[:-1], parts[-1] - missed]) and not are_whole([*parts, missed])


def group(office: Office) -> tuple[str, list[str]]:
    """Open an activity of a group of three; return the group and its people."""
    owners = with_members(office, 3)
    asked = {"code": "wood", "label": "Wood", "establishment": "E1", "owner_ids": owners, "group": "Woodworkers",
             "opened_on": "2025-01-01"}  # fmt: skip
    return office.membership.do("open_activity", body=asked)["group_id"], owners


def agree(office: Office, group_id: str, parts: dict[str, str], effective_on: str = "2026-01-01") -> dict[str, object]:
    """Record a version."""
    made: dict[str, object] = office.membership.do(
        "make_group_agreement", group_id=group_id, body={"parts": parts, "effective_on": effective_on}
    )
    return made


def sign(office: Office, group_id: str, version: int, *people: str) -> dict[str, object]:
    """Have people sign."""
    for party_id in people:
        signed: dict[str, object] = office.membership.do(
            "sign_group_agreement", group_id=group_id, version=str(version), body={"party_id": party_id}
        )
    return signed


def test_an_agreement_binds_once_everyone_has_signed(office: Callable[..., Office]) -> None:
    """Until then nothing is in force; the last signature is told."""
    cae = office("coopaname")
    group_id, people = group(cae)
    parts = dict(zip(people, ["1/3", "1/3", "1/3"], strict=True))
    assert agree(cae, group_id, parts)["state"] == "to_be_signed"
    split_of = {"minor": "100"}
    assert code_of(lambda: cae.membership.do("split_group_pay", group_id=group_id, query=split_of))[0] == "not_found"
    assert sign(cae, group_id, 1, *people[:2])["in_force"] is False
    assert cae.membership.told("membership.group_agreement.signed.v1") == []
    assert sign(cae, group_id, 1, people[2])["in_force"] is True
    assert code_of(lambda: sign(cae, group_id, 1, people[0]))[0] == "agreement_signed"
    (told,) = cae.membership.told("membership.group_agreement.signed.v1")
    assert told["data"] == {"group_id": group_id, "version": 1, "effective_on": "2026-01-01"}
    shares = cae.membership.do("split_group_pay", group_id=group_id, query=split_of)["shares"]
    assert sorted(one["minor"] for one in shares) == [33, 33, 34]


def test_versions_follow_one_another(office: Callable[..., Office]) -> None:
    """The one before binds until the next takes effect; neither its day nor its parts are changed."""
    cae = office("coopaname")
    group_id, people = group(cae)
    for version, (day, parts) in enumerate((("2026-01-01", ["1/2", "1/4", "1/4"]),
                                            ("2026-02-01", ["1/5", "2/5", "2/5"])), 1):  # fmt: skip
        agree(cae, group_id, dict(zip(people, parts, strict=True)), day)
        sign(cae, group_id, version, *people)
    assert code_of(lambda: agree(cae, group_id, dict(zip(people, ["1/3"] * 3, strict=True)), "2026-02-01"))[0] == (
        "agreement_out_of_order"
    )
    listed = cae.membership.do("list_group_agreements", group_id=group_id)["data"]
    assert [(one["version"], one["in_force"]) for one in listed] == [(1, False), (2, True)]
    assert {row["party_id"]: row["part"] for row in listed[1]["parts"]} == dict(
        zip(people, ["1/5", "2/5", "2/5"], strict=True)
    )


def test_what_all_signed_meanwhile_is_overridden_by_nothing_earlier(office: Callable[..., Office]) -> None:
    """Of two versions made unsigned, the later one that takes effect earlier is not signed after the other."""
    cae = office("coopaname")
    group_id, people = group(cae)
    for day, parts in (("2026-03-01", ["1/3"] * 3), ("2026-02-01", ["1/2", "1/4", "1/4"])):
        agree(cae, group_id, dict(zip(people, parts, strict=True)), day)
    sign(cae, group_id, 2, people[0])
    sign(cae, group_id, 1, *people)
    found, article = code_of(lambda: sign(cae, group_id, 2, *people[1:]))
    assert (found, "rule 3" in article) == ("agreement_out_of_order", True)
    query = {"minor": "100", "as_of": "2026-03-02"}
    assert cae.membership.do("split_group_pay", group_id=group_id, query=query)["version"] == 1


@pytest.mark.parametrize(
    ("parts", "code"),
    [(["1/3", "1/3", "33/100"], "split_not_whole"), (["1/2", "1/2"], "split_not_of_the_group"),
     (["1/2", "1/4", "1/8", "1/8"], "split_not_of_the_group"), (["1", "1", "-1"], "split_not_whole")],
)  # fmt: skip
def test_a_split_that_is_not_whole_or_not_theirs_is_refused(
    office: Callable[..., Office], parts: list[str], code: str
) -> None:
    """By the rule of the bylaws, and nothing is recorded."""
    cae = office("coopaname")
    group_id, people = group(cae)
    wanted = dict(zip([*people, "per_stranger"], parts, strict=False))
    found, article = code_of(lambda: agree(cae, group_id, wanted))
    assert (found, "rule 3" in article) == (code, True)
    assert cae.membership.do("list_group_agreements", group_id=group_id)["data"] == []


def test_a_split_pays_nobody_who_left(office: Callable[..., Office]) -> None:
    """Once somebody left or came the version says so and splits nothing more, until another one is signed."""
    cae = office("coopaname")
    group_id, people = group(cae)
    agree(cae, group_id, dict(zip(people, ["1/2", "1/4", "1/4"], strict=True)))
    assert sign(cae, group_id, 1, *people)["people_changed"] is False
    cae.membership.do("record_departure", member_id=people[2], body={"reason": "death", "left_on": "2026-03-02"})
    cae.clock.advance(days=1)

    def shares(**query: str) -> list[int]:
        query = {"minor": "100", **query}
        return [one["minor"] for one in
                cae.membership.do("split_group_pay", group_id=group_id, query=query)["shares"]]  # fmt: skip

    assert sorted(shares(as_of="2026-03-02")) == [25, 25, 50]
    with pytest.raises(Refusal) as refused:
        shares()
    assert (refused.value.code, "rule 3" in str(refused.value.article)) == ("agreement_people_changed", True)
    assert {name: refused.value.values[name] for name in ("version", "left", "joined")} == {
        "version": 1, "left": 1, "joined": 0}  # fmt: skip
    agree(cae, group_id, dict(zip(people, ["2/5", "3/5"], strict=False)), "2026-03-03")
    listed = cae.membership.do("list_group_agreements", group_id=group_id)["data"]
    assert [(one["version"], one["people_changed"]) for one in listed] == [(1, True), (2, False)]
    assert code_of(shares)[0] == "agreement_people_changed"
    sign(cae, group_id, 2, *people[:2])
    assert sorted(shares()) == [40, 60]


def test_a_version_that_nobody_signed_stands_in_no_way(office: Callable[..., Office]) -> None:
    """A wrong day in a draft blocks no other version; once another binds, the draft is signed no more."""
    cae = office("coopaname")
    group_id, people = group(cae)
    parts = dict(zip(people, ["1/3", "1/3", "1/3"], strict=True))
    assert code_of(lambda: agree(cae, group_id, parts, "1801-01-01"))[0] == "before_founding"
    agree(cae, group_id, parts, "2199-01-01")
    assert agree(cae, group_id, parts, "2026-02-01")["version"] == 2
    sign(cae, group_id, 2, *people)
    assert code_of(lambda: sign(cae, group_id, 1, people[0]))[0] == "agreement_superseded"
    assert code_of(lambda: agree(cae, group_id, parts, "2026-02-01"))[0] == "agreement_out_of_order"
