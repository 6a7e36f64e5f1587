"""Calls over a real bus: answered, refused, never the end of the container."""

from __future__ import annotations

import base64

import pytest

from services.commons.refusals import Remote, Unavailable
from tests.fixtures.bus import Bus, Host, asked, headers, until


def test_a_command_is_answered_and_its_event_is_heard(bus: Bus, host: Host) -> None:
    """A change is answered with the events that it told, and those who follow hear them."""
    answer = bus.call("admit", {"name": "Ada"})
    assert (answer["status"], answer["replayed"], answer["events"][0][1]) == (201, False, "probe.member.admitted.v1")
    member_id = answer["body"]["id"]
    until(lambda: bus.call("look", member_id=member_id)["body"]["heard"] == "admitted")


def test_the_same_command_id_answers_the_same(bus: Bus, host: Host) -> None:
    """A retry takes no second effect."""
    first = bus.call("admit", {"name": "Bea"}, command="retry-1")
    again = bus.call("admit", {"name": "Bea"}, command="retry-1")
    assert again["replayed"] and again["body"] == first["body"]


def test_a_refusal_comes_with_its_problem(bus: Bus, host: Host) -> None:
    """What a service refuses arrives as it worded it."""
    with pytest.raises(Remote) as refused:
        bus.call("look", member_id="mbr_nobody")
    assert refused.value.problem()["code"] == "not_found"
    assert refused.value.problem()["values"] == {"what": "member", "id": "mbr_nobody"}


def test_scopes_are_checked_by_the_service_too(bus: Bus, host: Host) -> None:
    """A caller without the scope is refused, whatever the gateway let pass."""
    with pytest.raises(Remote) as refused:
        bus.call("admit", {"name": "Eve"}, scopes="members:read")
    assert refused.value.remote_code == "forbidden"


def test_an_unknown_operation_is_refused(bus: Bus, host: Host) -> None:
    """A service answers for names it does not know, too."""
    with pytest.raises(Remote) as refused:
        bus.call("no_such_thing")
    assert refused.value.remote_code == "unknown_operation"


def test_an_unknown_service_is_unavailable_at_once(bus: Bus, host: Host) -> None:
    """A request that no queue takes, or that may not be sent, comes back at once instead of being waited for."""
    for key in ("probe.no.such.key", "elsewhere.look"):
        with pytest.raises(Unavailable):
            until_answered = bus.client().submit(key, asked(), headers(), 3600.0)
            until_answered.result(30)
    assert bus.call("ping")["status"] == 200


def test_our_mistakes_say_nothing_of_what_was_sent(bus: Bus, host: Host) -> None:
    """An unforeseen error is a 500 without its values, in the answer and in the log."""
    with pytest.raises(Remote) as refused:
        bus.call("stumble", {"name": "Zoë Personal-Data"})
    assert refused.value.problem()["status"] == 500 and refused.value.remote_code == "internal_error"
    assert "Personal-Data" not in str(refused.value.problem())
    until(lambda: "operation failed" in host.logged())
    assert "actions.py" in host.logged() and "Personal-Data" not in host.logged()


def test_an_answer_larger_than_a_message_may_be_is_refused(bus: Bus, host: Host) -> None:
    """No message on the bus exceeds 1 MiB."""
    assert len(bus.call("ramble", {"amount": 1_000_000})["body"]["text"]) == 1_000_000
    with pytest.raises(Remote) as refused:
        bus.call("ramble", {"amount": 2_000_000})
    assert refused.value.remote_code == "answer_too_large"


def test_an_expired_command_never_takes_effect(bus: Bus, host: Host) -> None:
    """Past its deadline before the action or before the commit, a command changes nothing."""
    before = bus.call("count")["body"]
    with pytest.raises(Remote) as expired:
        bus.client().call("probe.admit", asked({"name": "late"}), headers(seconds=-1), 10)
    assert expired.value.remote_code == "deadline_passed"
    with pytest.raises(Remote) as overtaken:
        bus.client().call("probe.linger", asked({"amount": 800}), headers(seconds=0.4), 10)
    assert overtaken.value.remote_code == "deadline_passed"
    assert bus.call("count")["body"] == before


def test_a_body_in_parts_becomes_a_job(bus: Bus, host: Host) -> None:
    """Parts are stored by whoever may do what they are for, and the job reads the whole."""
    content = "\n".join(f"member {number}" for number in range(25)).encode()
    halves = (content[:100], content[100:])
    for part, piece in enumerate(halves):
        sent = {"upload_id": "upl_of_test", "part": part, "last": part == 1, "operation": "load",
                "content": base64.b64encode(piece).decode()}  # fmt: skip
        bus.client().call("probe.upload_part", sent, headers(), 10)
    job = bus.call("load", upload="upl_of_test")
    assert job["status"] == 202
    done = until(
        lambda: (look := bus.call("get_job", job_id=job["body"]["id"])["body"])["state"] == "succeeded" and look
    )
    assert done["counts"] == {"created": 25}


def test_parts_are_refused_without_the_scope(bus: Bus, host: Host) -> None:
    """Nobody fills the database with parts for what they may not do."""
    sent = {"upload_id": "upl_of_eve", "part": 0, "last": True, "operation": "load", "content": "AAAA"}
    with pytest.raises(Remote) as refused:
        bus.client().call("probe.upload_part", sent, headers(scopes="members:read"), 10)
    assert refused.value.remote_code == "forbidden"


def test_the_hub_answers_others_while_a_worker_computes(bus: Bus, host: Host) -> None:
    """CPU work runs in another process, so that calls beside it are answered meanwhile."""
    host_pid = str(host.process.pid)
    bus.call("compute", {"amount": 1})
    computing = bus.client().submit("probe.compute", asked({"amount": 3000}), headers(), 30)
    answered = 0
    while not computing.done():
        bus.call("ping")
        answered += 1
    assert answered > 20
    assert computing.result()["body"]["text"] != host_pid


def test_the_host_says_whom_it_serves_and_how_much(bus: Bus, host: Host) -> None:
    """/live, /ready, /ready/{coop} and /metrics answer, the metrics by cooperative."""
    bus.call("ping")
    assert host.ask("/live")[0] == 200
    assert host.ask("/ready/alpar")[0] == 200 and host.ask("/ready/nobody")[0] == 404
    metrics = host.ask("/metrics")[1]
    assert 'rochdale_call_seconds_count{coop="alpar",operation="ping",service="probe"}' in metrics
