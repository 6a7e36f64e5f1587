"""A contract of its own for tests of the wire, with one operation of each kind."""

from __future__ import annotations

from marshmallow import fields

from services.commons.contract import Contract, Operation, Schema, Text
from services.commons.contract.service import CONTRACTS
from services.commons.documents import PRODUCES, DocumentQuery
from services.commons.jobs.operations import declare_jobs


class Thing(Schema):
    """A thing."""

    id = fields.String()
    name = Text(required=True)


def contract_of(service: str) -> Contract:
    """Declare a contract that is not kept among the suite's own."""
    kept = dict(CONTRACTS)
    CONTRACTS.clear()
    try:
        return Contract(service)
    finally:
        CONTRACTS.clear()
        CONTRACTS.update(kept)


probe = contract_of("probe")
show = probe.query("show_thing", "GET /things/{thing_id}", returns=Thing, scope="things:read")
make = probe.command("make_thing", "POST /things", body=Thing, returns=Thing, scope="things:write")
touch = probe.command("touch_thing", "POST /things/{thing_id}/touch", scope="things:write", status=200)
load = probe.job("load_things", "POST /imports/things", accepts=("text/csv",), scope="things:write")
sheet = probe.job("load_sheet", "POST /imports/sheets", accepts=("text/csv",), largest=1000, scope="things:write")
export = probe.download("export_things", "GET /exports/things", produces=("text/csv",), scope="things:read")
paper = probe.download("read_paper", "GET /papers", produces=PRODUCES, query=DocumentQuery, scope="things:read")
cast = probe.command("cast", "POST /polls/{poll_id}/ballots", body=Thing, returns=Thing, anonymous=True)
other = contract_of("other")
rename = other.query("show_its_parts", "GET /things/{id}/parts", returns=Thing, scope="things:read")
ROOM = {"probe": probe, "other": other}
OPERATIONS: tuple[Operation, ...] = (show, make, touch, load, export, paper, cast, rename)

for contract in (probe, other):
    declare_jobs(contract)
