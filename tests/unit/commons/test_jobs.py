"""Jobs settle each line once, show where they stand, and lose nothing when they stop in the middle."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from services.commons.jobs import runner
from services.commons.jobs.operations import JobFinished
from services.commons.jobs.uploads import UploadIncomplete, store_part, whole
from services.commons.refusals import NotFound
from services.commons.requests import Request, perform
from tests.fixtures.sample import Counter
from tests.house import FULL, Desk

STEPS = b"a,1\nb,2\na,x\nc,101\na,3\n"


def test_every_line_gets_a_verdict_with_its_number(sample: Desk) -> None:
    """Good lines are settled, bad ones refused with their reason, and the counts add up."""
    job = sample.run_job("load_steps", upload=STEPS)
    assert job["state"] == "succeeded" and job["counts"] == {"created": 3, "refused": 2}
    assert job["progress"] == {"settled": 5, "total": 5}
    refused = sample.do("list_job_lines", job_id=job["id"], query={"outcome": "refused"})["data"]
    assert [(line["line"], line["problem"]["code"]) for line in refused] == [(3, "not_a_number"), (4, "sample_too_far")]
    assert sample.do("show")["data"] == [{"name": "a", "value": 4}, {"name": "b", "value": 2}]


def test_a_dry_run_tells_everything_and_changes_nothing(sample: Desk) -> None:
    """The verdicts of a trial are those of the real run, and no row or event stays."""
    trial = sample.run_job("load_steps", upload=STEPS, query={"dry_run": "true"})
    assert trial["counts"] == {"created": 3, "refused": 2}
    assert sample.do("show")["data"] == [] and sample.told() == []


def test_an_atomic_job_with_a_refused_line_leaves_nothing(sample: Desk) -> None:
    """One bad line of an all-or-nothing job undoes the others, and every verdict is shown."""
    job = sample.run_job("load_all_steps", upload=STEPS)
    assert job["state"] == "failed" and job["problem"]["code"] == "lines_refused"
    assert sample.do("show")["data"] == []
    assert sample.run_job("load_all_steps", upload=b"a,1\nb,2\n")["state"] == "succeeded"


def test_a_job_resumes_after_a_crash_where_it_stopped(sample: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """A process that dies between two chunks costs nothing: no line is lost or settled twice."""
    started = sample.do("load_steps", upload=STEPS)

    def dies(seconds: float) -> None:
        raise SystemExit

    with pytest.raises(SystemExit):
        runner.run_next(sample.database, sample.clock, dies)
    halfway = sample.do("get_job", job_id=started["id"])
    assert halfway["state"] == "running" and halfway["progress"]["settled"] == 2
    while runner.run_next(sample.database, sample.clock):
        pass
    assert sample.do("get_job", job_id=started["id"])["counts"] == {"created": 3, "refused": 2}
    assert sample.do("show")["data"][0] == {"name": "a", "value": 4}


def test_a_cancelled_job_keeps_what_was_settled_and_can_be_resumed(sample: Desk) -> None:
    """Cancelling stops at the next chunk; resuming goes on from there."""
    started = sample.do("load_steps", upload=STEPS)

    def cancel(seconds: float) -> None:
        if sample.do("get_job", job_id=started["id"])["progress"]["settled"] == 2:
            sample.do("cancel_job", job_id=started["id"])

    runner.run_next(sample.database, sample.clock, cancel)
    cancelled = sample.do("get_job", job_id=started["id"])
    assert (cancelled["state"], cancelled["progress"]["settled"]) == ("cancelled", 2)
    sample.do("resume_job", job_id=started["id"])
    runner.run_next(sample.database, sample.clock)
    assert sample.do("get_job", job_id=started["id"])["state"] == "succeeded"


def test_a_finished_job_can_be_neither_cancelled_nor_resumed(sample: Desk) -> None:
    """What has ended stays as it ended."""
    job = sample.run_job("load_steps", upload=b"a,1\n")
    for operation in ("cancel_job", "resume_job"):
        with pytest.raises(JobFinished):
            sample.do(operation, job_id=job["id"])
    with pytest.raises(NotFound):
        sample.do("get_job", job_id="job_sample_none")


@pytest.mark.parametrize("way", ["body", "text", "upload"])
def test_a_json_job_keeps_its_body_however_it_came(sample: Desk, way: str) -> None:
    """A body in the message, as long text, or in parts: the job finds it again when it runs."""
    asked = {"name": "a", "steps": [1, 2, 3]}
    if way == "upload":
        job = sample.run_job("take_steps", upload=json.dumps(asked).encode())
    elif way == "body":
        job = sample.run_job("take_steps", body=asked)
    else:
        request = Request(FULL, command_id="c1", text=json.dumps(asked).encode())
        started = perform(sample.database, sample.clock, sample.contract.operations["take_steps"], request)
        assert runner.run_next(sample.database, sample.clock)
        job = sample.do("get_job", job_id=started.body["id"])
    assert (job["state"], job["counts"]) == ("succeeded", {"created": 3})
    assert sample.do("show")["data"] == [{"name": "a", "value": 6}]


def test_another_keys_upload_is_none_of_mine(sample: Desk) -> None:
    """Whoever learns the name of an upload cannot take its content for a job of their own."""
    with sample.database.transaction() as session:
        store_part(session, "upl_theirs", 0, True, "key_other", b"a,1\n", sample.clock())
        store_part(session, "upl_json", 0, True, "key_other", b'{"name": "a", "steps": [1]}', sample.clock())
    for name, upload in (("load_steps", "upl_theirs"), ("take_steps", "upl_json")):
        request = Request(FULL, command_id="c1", upload=upload)
        with pytest.raises(UploadIncomplete):
            perform(sample.database, sample.clock, sample.contract.operations[name], request)


def test_an_atomic_job_that_is_resumed_is_counted_anew(sample: Desk) -> None:
    """The verdicts of the attempt that failed count no more: lines and counts are those of the last one."""
    sample.do("count", name="a", body={"by": 99})
    job = sample.run_job("load_all_steps", upload=b"a,1\na,1\n")
    assert (job["state"], job["counts"]) == ("failed", {"created": 1, "refused": 1})
    with sample.database.transaction() as session:
        session.get_one(Counter, "a").value = 0
    sample.do("resume_job", job_id=job["id"])
    assert runner.run_next(sample.database, sample.clock)
    again = sample.do("get_job", job_id=job["id"])
    assert (again["state"], again["counts"]) == ("succeeded", {"created": 2})
    assert again["progress"] == {"settled": 2, "total": 2}
    assert [line["outcome"] for line in sample.lines(job)] == ["created", "created"]


@pytest.mark.parametrize("operation", ["load_steps", "load_all_steps"])
def test_a_runner_that_comes_late_does_nothing(sample: Desk, monkeypatch: pytest.MonkeyPatch, operation: str) -> None:
    """A job that another runner finished, after this one looked it up, is not run again."""
    started = sample.do(operation, upload=b"a,1\n")
    look = runner._lines

    def overtaken(*asked: Any) -> Any:
        monkeypatch.setattr(runner, "_lines", look)
        assert runner.run_next(sample.database, sample.clock)
        return look(*asked)

    monkeypatch.setattr(runner, "_lines", overtaken)
    assert runner.run_next(sample.database, sample.clock)
    assert sample.do("get_job", job_id=started["id"])["counts"] == {"created": 1}
    assert sample.do("show")["data"] == [{"name": "a", "value": 1}]


def test_cancelling_an_atomic_job_under_way_leaves_nothing(sample: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was cancelled before it was committed does not take effect."""
    started = sample.do("load_all_steps", upload=b"a,1\n")
    settle = runner._settle_all

    def cancelled(*asked: Any) -> Any:
        sample.do("cancel_job", job_id=started["id"])
        return settle(*asked)

    monkeypatch.setattr(runner, "_settle_all", cancelled)
    runner.run_next(sample.database, sample.clock)
    assert sample.do("get_job", job_id=started["id"])["state"] == "cancelled"
    assert sample.do("show")["data"] == []


def test_an_upload_is_whole_only_with_all_its_parts(sample: Desk) -> None:
    """A missing part is noticed, a part sent twice is kept once, and an incomplete upload starts no job."""
    now = sample.clock()
    with sample.database.transaction() as session:
        store_part(session, "upl_1", 0, False, "key_test", b"a,1\n", now)
        store_part(session, "upl_1", 2, True, "key_test", b"c,1\n", now)
    with sample.database.reading() as session, pytest.raises(UploadIncomplete):
        whole(session, "upl_1")
    with sample.database.transaction() as session:
        for _ in range(2):
            store_part(session, "upl_1", 1, False, "key_test", b"b,1\n", now)
    with sample.database.reading() as session:
        assert whole(session, "upl_1") == b"a,1\nb,1\nc,1\n"
    with pytest.raises(UploadIncomplete):
        sample.do("load_steps")


@pytest.mark.parametrize("dry_run", ["false", "true"])
def test_lines_settled_together_get_the_verdicts_that_they_get_one_by_one(
    sample: Desk, another: Callable[[], Desk], dry_run: str
) -> None:
    """A refused line leaves nothing and costs its neighbours nothing: verdicts, rows and events are the same."""
    sheet = b"".join(
        b"n%d,%s\n" % (line % 7, b"x" if line % 11 == 3 else b"%d" % (1 + line % 30)) for line in range(60)
    )
    single = another()
    seen = []
    for desk, operation in ((sample, "load_steps_together"), (single, "load_steps")):
        job = desk.run_job(operation, upload=sheet, query={"dry_run": dry_run})
        verdicts = [(line["line"], line["outcome"], line["problem"]) for line in desk.lines(job)]
        seen.append((verdicts, job["counts"], desk.do("show")["data"], [one["data"] for one in desk.told()]))
    assert seen[0] == seen[1]
    assert seen[0][1]["refused"] > 6 and (dry_run == "true") == (seen[0][3] == [])
