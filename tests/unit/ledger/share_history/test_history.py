"""The history of the shares: every movement on its own day, all or none, once; and only if the sums add up."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from services.ledger.share_history.sheets import read_movements
from tests.house import House
from tests.unit.ledger.books import eur, members
from tests.unit.ledger.capital.shares import holds, kinds

OpenHouse = Callable[..., House]
HEADER = "N° de mouvement;Date;Mouvement;N° adhérent;Bénéficiaire;Nombre de parts;Valeur nominale;Montant;Motif"
HISTORY = (
    "1;01/10/2017;souscription;1;;2;50,00;100,00;fondateur",
    "2;02/10/2017;versement;1;;;;60,00;",
    "4;15/06/2019;cession;1;2;1;;;",
    "3;1 mars 2018;versement;1;;;;40,00;",
    "5;31/12/2020;remboursement;2;;1;;45,00;départ",
    "6;10/07/2021;souscription;2;;1;;;adhésion",
)


def take_over(house: House, *rows: str, **query: str) -> dict[str, Any]:
    """Import a history and return the job."""
    sheet = "\n".join([HEADER, *rows, ""]).encode()
    said = {"legacy": "true", **query}
    job: dict[str, Any] = house.ledger.run_job("import_share_movements", upload=sheet, query=said)
    return job


@pytest.fixture
def alpine(house: OpenHouse) -> House:
    """A worker cooperative with two members, and no shares yet."""
    opened = house("alpine-aluminium")
    members(opened, 2)
    return opened


def test_each_movement_stands_on_its_day_and_nothing_is_posted(alpine: House) -> None:
    """In the order of the days, whatever that of the sheet; the capital of each day is what it was."""
    job = take_over(alpine, *HISTORY)
    assert (job["state"], job["counts"]) == ("succeeded", {"created": 6}), alpine.ledger.lines(job)
    assert [kind for kind, _, _ in kinds(alpine)] == [
        "subscription", "payment", "payment", "transfer_out", "transfer_in", "cancellation", "loss_reduction",
        "redemption", "subscription",
    ]  # fmt: skip
    capital = {"2017-10-01": "0.00", "2017-10-02": "60.00", "2018-03-01": "100.00", "2020-12-31": "50.00"}
    for day, paid in capital.items():
        assert alpine.ledger.do("get_capital", query={"as_of": day})["paid_up"] == eur(paid)
    assert alpine.ledger.do("list_entries", query={})["data"] == []
    holds(alpine)
    told = [one["type"].split(".", 1)[1] for one in alpine.ledger.told()]
    assert told.count("shares.paid_up.v1") == 3 and "shares.redeemed.v1" in told


def test_sent_again_it_is_skipped_and_a_changed_line_refused(alpine: House) -> None:
    """What was taken over is what it was; the rest of the sheet can follow later."""
    assert take_over(alpine, *HISTORY[:2])["counts"] == {"created": 2}
    assert take_over(alpine, *HISTORY)["counts"] == {"created": 4, "skipped": 2}
    changed = HISTORY[1].replace("60,00", "50,00")
    job = take_over(alpine, changed)
    assert job["state"] == "failed"
    assert alpine.ledger.lines(job)[0]["problem"]["code"] == "share_movement_differs"
    holds(alpine)


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ("9;01/01/2022;remboursement;1;;5;;;", "shares_not_held"),
        ("9;01/01/2022;versement;1;;;;10,00;", "subscription_overpaid"),
        ("9;01/01/2022;souscription;1;;2;50,00;90,00;", "share_history_differs"),
        ("9;01/01/2022;remboursement;1;;1;;60,00;", "share_history_differs"),
        ("9;01/01/2022;cession;1;1;1;;;", "transfer_to_self"),
        ("9;01/01/2022;cession;1;;1;;;", "invalid_request"),
        ("9;01/01/2022;souscription;77;;1;;;", "unknown_member"),
        ("9;01/01/2030;souscription;1;;1;;;", "invalid_request"),
        ("9;01/06/2019;remboursement;1;;3;;;", "shares_not_held"),
        ("9;01/01/2022;don;1;;1;;;", "row_unacceptable"),
    ],
)
def test_sums_that_do_not_add_up_are_refused_and_nothing_is_taken(alpine: House, row: str, code: str) -> None:
    """One line that cannot have been refuses the whole sheet, and says which."""
    job = take_over(alpine, *HISTORY, row)
    assert (job["state"], job["problem"]["code"]) == ("failed", "lines_refused")
    (refused,) = [one for one in alpine.ledger.lines(job) if one["outcome"] == "refused"]
    assert refused["problem"]["code"] == code, refused
    assert kinds(alpine) == []


def test_the_totals_that_were_said_must_come_about(alpine: House) -> None:
    """A sheet that lost a line on its way does not come to its totals."""
    result = take_over(alpine, *HISTORY, shares="2", paid_up="50.00")["result"]
    assert (result["shares"], result["holders"], result["paid_up"]) == (2, 2, "50.00")
    job = take_over(alpine, "7;01/01/2022;souscription;2;;1;;;", shares="2")
    assert job["problem"]["code"] == "share_history_differs"
    assert take_over(alpine, "7;01/01/2022;souscription;2;;1;;;", dry_run="true")["counts"] == {"created": 1}


def test_days_before_the_founding_are_legacy(alpine: House) -> None:
    """A date before the founding is refused unless the import says so."""
    job = take_over(alpine, "1;01/10/1950;souscription;1;;2;;;", legacy="false")
    assert alpine.ledger.lines(job)[0]["problem"]["code"] == "before_founding"


def test_the_sheet_is_read_in_the_order_of_its_days() -> None:
    """What cannot be read comes first, so that it is told at once."""
    lines = read_movements("\n".join([HEADER, *HISTORY, "x;hier;versement;1;;;;1,00;"]).encode(), {})
    assert [line.number for line in lines] == [8, 2, 3, 5, 4, 6, 7]


MOVES = st.lists(
    st.tuples(st.sampled_from(["souscription", "versement", "cession", "remboursement"]), st.integers(1, 2),
              st.integers(1, 3)), min_size=1, max_size=12,
)  # fmt: skip


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(MOVES)
def test_whatever_is_taken_over_the_register_proves_itself(postgres: str, clock: Any, moves: list[Any]) -> None:
    """A register of any history holds by its own invariants, or took nothing."""
    opened = House("alpine-aluminium", postgres, clock)
    try:
        members(opened, 2)
        rows = [
            f"{place};{1 + place:02d}/01/2020;{kind};{who};{3 - who if kind == 'cession' else ''};"
            f"{'' if kind == 'versement' else count};;{count * 50 if kind == 'versement' else ''};"
            for place, (kind, who, count) in enumerate(moves)
        ]
        for row in rows:
            take_over(opened, row)
        holds(opened)
    finally:
        opened.close()
