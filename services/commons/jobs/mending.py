"""The lines of a sheet that were refused, each with what is wrong: to be mended, and sent again."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from typing import Any

from marshmallow import fields, validate
from sqlalchemy import select

from ..bindings import answers
from ..contract import Contract, QuerySchema
from ..contract.service import CONTRACTS
from ..documents.said import LANGUAGES
from ..documents.written import part_of
from ..refusals import NotFound, Refusal
from ..requests.request import Chunk
from ..sheets.decoding import decoded
from ..sheets.formulas import guarded
from ..sheets.headings import WHAT_IS_WRONG
from ..sheets.query import SheetQuery
from ..sheets.separating import separated
from ..storage.unit import Unit
from ..workers.offload import offload
from .tables import Job, JobLine
from .uploads import UploadIncomplete, whole


class SheetForgotten(Refusal):
    """What was sent for a job is kept for a day."""

    code, status = "sheet_forgotten", 410
    sentence = "The sheet of job {id} was kept for a day and is gone; send it again."


class RefusedLinesQuery(QuerySchema):
    """In which language the added column is headed."""

    language = fields.String(load_default="fr", validate=validate.OneOf(LANGUAGES))


def declare_mending(contract: Contract) -> None:
    """Declare and answer it for one service."""
    refused_lines = contract.download(
        "get_refused_lines", "GET /jobs/{job_id}/refused-lines", produces=("text/csv",), query=RefusedLinesQuery,
        scope="jobs:read", refuses=[SheetForgotten],
        summary="Download the refused lines of a sheet with what is wrong, to mend them and send them again",
    )  # fmt: skip
    answers(refused_lines)(_refused_lines)


def _refused_lines(unit: Unit, job_id: str, language: str, cursor: str | None) -> Chunk:
    job = unit.session.get(Job, job_id)
    if job is None or not _is_of_a_sheet(unit.service, job):
        raise NotFound(what="sheet of a job", id=job_id)
    try:
        content = whole(unit.session, job.upload or "")
    except UploadIncomplete:
        raise SheetForgotten(id=job_id) from None
    rows = select(JobLine.line, JobLine.problem).where(JobLine.job_id == job_id, JobLine.outcome == "refused")
    wrong = {row.line: what_is_wrong(row.problem or {}) for row in unit.session.execute(rows)}
    encoding = job.request["query"].get("encoding")
    sheet = offload(with_what_is_wrong, content, encoding, wrong, WHAT_IS_WRONG[language])
    return part_of(sheet, "text/csv", cursor, "refused-lines.csv")


def _is_of_a_sheet(service: str, job: Job) -> bool:
    operation = CONTRACTS[service].operations.get(job.operation)
    return operation is not None and operation.query is not None and issubclass(operation.query, SheetQuery)


def what_is_wrong(problem: Mapping[str, Any]) -> str:
    """Return a problem as one sentence for a cell: what it says, where, and by which article."""
    said = str(problem.get("detail", ""))
    if problem.get("code") == "invalid_request":
        found = [f"{one.get('pointer', '').lstrip('/')}: {one.get('message', '')}" for one in problem.get("errors", [])]
        said = " ".join(found) or said
    return f"{said} [{problem['article']}]" if problem.get("article") else said


def with_what_is_wrong(content: bytes, encoding: str | None, wrong: Mapping[int, str], heading: str) -> bytes:
    """Return the heading and the lines of a sheet that are wrong, with a further column; separators stay as they were.

    It is UTF-8 with a byte order mark, for a spreadsheet takes it for something else otherwise. Nothing in it is run.
    """
    records = separated(decoded(content, encoding), bool)
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=records.separator)
    width = len(records.heading)
    writer.writerow([*map(guarded, records.heading), heading])
    for number, cells in records.rows:
        if number in wrong:
            filled = [*cells[:width], *[""] * (width - len(cells))]
            writer.writerow([*map(guarded, filled), guarded(wrong[number])])
    return ("\ufeff" + text.getvalue()).encode()
