"""What voting holds about somebody is handed out to whoever may handle personal data, and nobody else's with it."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from services.commons.refusals import Forbidden
from services.commons.storage import Actor
from services.gateway.keys.rules import PRESETS
from tests.house import House


def test_a_voter_is_given_what_voting_holds(house: Callable[..., House]) -> None:
    """The contact and the place among electors, with why; as data and as PDF; of a stranger, that there is nothing."""
    here = house("alpar")
    sheet = "external_id,first_name,last_name,category,joined_on\nx1,Ada,Byron,member,2018-07-02\n"
    sheet += "x2,Other,Body,member,2018-07-02\n"
    job = here.membership.run_job("import_members", upload=sheet.encode())
    ada, other = (one["subject"] for one in here.membership.lines(job))
    here.pump()
    for member_id, name in ((ada, "Ada Byron"), (other, "Other Body")):
        here.voting.do("tell_voter_contact", member_id=member_id, body={"name": name, "email": "a@example.org"})
    held = json.loads(here.voting.download("export_voting_access", member_id=ada))
    tables = {one["table"]: one for one in held["held"]}
    assert tables["voter_contacts"]["rows"][0]["email"] == "a@example.org"
    assert tables["electors"]["rows"][0]["number"] == 1 and tables["electors"]["purpose"].startswith("Savoir qui")
    assert other not in json.dumps(held) and "Other" not in json.dumps(held)
    paper = here.voting.download("export_voting_access", member_id=ada, query={"format": "pdf", "language": "en"})
    assert paper.startswith(b"%PDF")
    assert json.loads(here.voting.download("export_voting_access", member_id="mbr_nobody"))["held"] == []
    with pytest.raises(Forbidden):
        clerk = Actor("key", "key_1", frozenset(PRESETS["read-only"]))
        here.voting.do("export_voting_access", member_id=ada, actor=clerk)


def test_who_was_merged_is_given_with_the_survivor(house: Callable[..., House]) -> None:
    """Presence, proxies and contacts keep the id that they were made with, and are the survivor's; merges add up."""
    here = house("alpar")
    sheet = "external_id,first_name,last_name,category,joined_on,left_on\nx1,Ada,Byron,member,2021-07-02,\n"
    sheet += "x2,Ada,Byron,member,2018-07-02,2018-12-31\nx3,Ada,Byron,member,2019-07-02,2019-12-31\n"
    job = here.membership.run_job("import_members", upload=sheet.encode())
    ids = [one["subject"] for one in here.membership.lines(job)]
    here.pump()
    for number, member_id in enumerate(ids):
        told = {"name": "Ada Byron", "email": f"ada{number}@example.org"}
        here.voting.do("tell_voter_contact", member_id=member_id, body=told)
    survivor = ids[0]
    for other in ids[1:]:
        body = {"duplicate_id": other, "reason": "same person"}
        survivor = here.membership.do("merge_members", member_id=survivor, body=body)["survivor_id"]
    here.pump()
    held = json.loads(here.voting.download("export_voting_access", member_id=survivor))
    assert sorted([survivor, *held["person"]["merged"]]) == sorted(ids)
    contacts = next(one["rows"] for one in held["held"] if one["table"] == "voter_contacts")
    assert {one["email"] for one in contacts} == {f"ada{number}@example.org" for number in range(3)}
