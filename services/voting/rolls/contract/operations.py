"""The ways in: making, reading, changing and proving rolls."""

from __future__ import annotations

from services.voting.assemblies.contract.refusals import WrongAssemblyState
from services.voting.assemblies.contract.sections import NoDelegates, SectionsUnfinished
from services.voting.contract import voting

from . import refusals, shapes
from .events import roll_changed, roll_finalised

finalise_roll = voting.command(
    "finalise_roll", "POST /assemblies/{assembly_id}/roll", returns=shapes.RollView, scope="rolls:write",
    refuses=[WrongAssemblyState, refusals.RecordDateAhead, refusals.RollFinal, refusals.WithoutCollege,
             SectionsUnfinished, NoDelegates],
    emits=[roll_finalised],
    summary="Make the final roll, at the record date",
)  # fmt: skip
get_roll = voting.query(
    "get_roll", "GET /assemblies/{assembly_id}/roll", returns=shapes.RollView, query=shapes.RollQuery,
    scope="rolls:read", refuses=[refusals.RollMissing], summary="Look at the roll of an assembly",
)  # fmt: skip
list_roll = voting.query(
    "list_roll", "GET /assemblies/{assembly_id}/roll/entries", returns=shapes.RollEntryView, query=shapes.RollQuery,
    paged=True, scope="rolls:read", refuses=[refusals.RollMissing], summary="List the electors of an assembly",
)  # fmt: skip
change_roll = voting.command(
    "change_roll", "POST /assemblies/{assembly_id}/roll/changes", body=shapes.NewRollChange, returns=shapes.RollView,
    scope="rolls:write",
    refuses=[WrongAssemblyState, refusals.RollMissing, refusals.NotAVotingMember, refusals.NoGroundInLaw,
             refusals.ReasonDoesNotFit],
    emits=[roll_changed], summary="Change the final roll late, for a reason; polls that are open keep theirs",
)  # fmt: skip
list_roll_changes = voting.query(
    "list_roll_changes", "GET /assemblies/{assembly_id}/roll/changes", returns=shapes.RollChangeView, paged=True,
    scope="rolls:read", summary="List the late changes of the final roll with their grounds",
)  # fmt: skip
prove_roll = voting.query(
    "prove_roll", "GET /polls/{poll_id}/roll-proof/{member_id}", returns=shapes.RollProof, scope="rolls:read",
    refuses=[refusals.RollMissing], summary="Prove that a member is on the roll that a poll is committed to",
)  # fmt: skip
