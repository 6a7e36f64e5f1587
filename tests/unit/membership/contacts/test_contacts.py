"""Several addresses, one preferred; what was yesterday stays written; preferences with their days."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from services.commons.refusals import Refusal
from tests.unit.membership.office import Office
from tests.unit.membership.sheets import with_members


def code_of(action: Callable[[], Any]) -> str:
    """Return the code with which an action is refused."""
    with pytest.raises(Refusal) as refused:
        action()
    return refused.value.code


def add(office: Office, member_id: str, **body: Any) -> dict[str, Any]:
    """Add an address."""
    added: dict[str, Any] = office.membership.do("add_contact", member_id=member_id, body=body)
    return added


def listed(office: Office, member_id: str, **query: str) -> dict[tuple[str, str | None], bool]:
    """Return whether each address is preferred."""
    rows = office.membership.do("list_contacts", member_id=member_id, query=query)["data"]
    return {(one["channel"], one["email"] or one["phone"] or one["town"]): one["preferred"] for one in rows}


def test_the_preferred_address_is_the_one_of_the_register(office: Callable[..., Office]) -> None:
    """Preferring another e-mail address changes the member's, and the former one is kept beside it."""
    alpar = office("alpar")
    (ada,) = with_members(alpar, 1)
    phone = alpar.membership.do("get_member", member_id=ada)["phone"]
    assert listed(alpar, ada) == {("email", "m1@example.org"): True, ("phone", phone): True}
    work = add(alpar, ada, channel="email", email="ada@work.example.org", label="work")
    assert work["preferred"] is False
    alpar.clock.advance(days=1)
    alpar.membership.do("prefer_contact", contact_id=work["id"])
    assert alpar.membership.do("get_member", member_id=ada)["email"] == "ada@work.example.org"
    assert listed(alpar, ada)[("email", "m1@example.org")] is False
    assert listed(alpar, ada)[("email", "ada@work.example.org")] is True
    assert listed(alpar, ada, as_of="2026-03-02")[("email", "m1@example.org")] is True


def test_the_register_and_the_addresses_never_differ(office: Callable[..., Office]) -> None:
    """A change of the member's own e-mail ends the preferred address, which stays readable as of the days before."""
    alpar = office("alpar")
    (ada,) = with_members(alpar, 1)
    alpar.clock.advance(days=2)
    alpar.membership.do("update_member", member_id=ada, body={"email": "new@example.org"})
    assert ("email", "m1@example.org") not in listed(alpar, ada)
    assert listed(alpar, ada)[("email", "new@example.org")] is True
    assert listed(alpar, ada, as_of="2026-03-03")[("email", "m1@example.org")] is True
    found = [one["id"] for one in alpar.membership.do("list_members", query={"q": "m1@"})["data"]]
    assert found == []


def test_an_ended_address_is_not_used_again(office: Callable[..., Office]) -> None:
    """Ending the preferred one leaves the member without; the same address may be entered anew."""
    alpar = office("alpar")
    (ada,) = with_members(alpar, 1)
    phone = add(alpar, ada, channel="phone", phone="+33 6 11 22 33 44", label="mobile", preferred=True)
    assert alpar.membership.do("get_member", member_id=ada)["phone"] == "+33 6 11 22 33 44"
    same = {"channel": "phone", "phone": "+33 6 11 22 33 44"}
    assert code_of(lambda: add(alpar, ada, **same)) == "contact_held"
    alpar.membership.do("end_contact", contact_id=phone["id"], body={})
    assert alpar.membership.do("get_member", member_id=ada)["phone"] is None
    assert code_of(lambda: alpar.membership.do("prefer_contact", contact_id=phone["id"])) == "contact_ended"


def test_a_postal_address_has_its_parts_and_others_have_none(office: Callable[..., Office]) -> None:
    """Each channel takes what it needs; twenty addresses are enough."""
    alpar = office("alpar")
    (ada,) = with_members(alpar, 1)
    post = {"channel": "post", "lines": ["1 rue du Lac"], "postal_code": "74000", "town": "Annecy"}
    assert add(alpar, ada, **post, preferred=True)["country"] == "FR"
    assert code_of(lambda: add(alpar, ada, **post, email="x@example.org")) == "invalid_request"
    assert code_of(lambda: add(alpar, ada, channel="email", phone="0450")) == "invalid_request"
    for n in range(17):
        add(alpar, ada, channel="phone", phone=f"+33 4 00 {n:02d}")
    assert code_of(lambda: add(alpar, ada, channel="phone", phone="+33 4 99")) == "too_many_contacts"


def test_members_are_found_by_another_address(office: Callable[..., Office]) -> None:
    """The box searches every address in use, however a phone number is spaced."""
    alpar = office("alpar")
    ada, _ = with_members(alpar, 2)
    add(alpar, ada, channel="phone", phone="+33 6 11 22 33 44")
    add(alpar, ada, channel="email", email="lovelace@example.org")
    for q in ("06 11 22", "0611223344", "2233", "lovel"):
        assert [one["id"] for one in alpar.membership.do("list_members", query={"q": q})["data"]] == [ada], q


def test_preferences_have_their_day(office: Callable[..., Office]) -> None:
    """What nobody said is French, by mail, without newsletter; consent keeps its day until it is taken back."""
    alpar = office("alpar")
    (ada,) = with_members(alpar, 1)
    unsaid = alpar.membership.do("get_preferences", member_id=ada)
    assert (unsaid["language"], unsaid["called_by"], unsaid["newsletter"]) == ("fr", "mail", False)
    alpar.membership.do("set_preferences", member_id=ada, body={"newsletter": True, "language": "en"})
    alpar.clock.advance(days=5)
    kept = alpar.membership.do("set_preferences", member_id=ada, body={"called_by": "post"})
    assert (kept["newsletter_since"], kept["language"], kept["called_by"]) == ("2026-03-02", "en", "post")
    alpar.clock.advance(days=1)
    gone = alpar.membership.do("set_preferences", member_id=ada, body={"newsletter": False})
    assert gone["newsletter_since"] is None
    before = alpar.membership.do("get_preferences", member_id=ada, query={"as_of": "2026-03-07"})
    assert before["newsletter"] is True
    assert len(alpar.membership.told("membership.preferences.changed.v1")) == 3
