"""Witnesses the heads of other cooperatives' boards, and keeps what others signed under ours.

A head comes from its cooperative, or with a federation's own signature from the federation. It is signed when its own
signature is good and the last head seen of that board is its beginning; what is signed goes back the same way. So a
cooperative that shows one board here and another there is found out by whoever sees both.
"""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, ValidationError
from sqlalchemy import func, inspect, select, text
from sqlalchemy.dialects.postgresql import insert

from services.commons.bindings import answers, follows
from services.commons.events.received import Event
from services.commons.merkle import continues
from services.commons.storage import Listed, Unit, page_of
from services.voting.board import contract
from services.voting.board.actions.heads import takes_part
from services.voting.board.actions.signing import signing_key
from services.voting.board.signatures import is_signed, public_of, signed
from services.voting.board.statements import cosignature_statement, head_statement, key_statement
from services.voting.board.tables import BoardHead, Cosignature, RelayedCosignature, WitnessedHead, WitnessedKey

_TURN = text("SELECT pg_advisory_xact_lock(hashtextextended(:board, 17))")
Told = dict[str, Any]
MOST_RELAYED = 5


@follows(contract.board_head_signed, foreign=True)
def witness_head(unit: Unit, event: Event) -> None:
    """Look at a head that a cooperative shows of its own board, and sign it if it is sound."""
    told = _read(contract.board_head_signed.shape, event)
    if told is not None and takes_part(unit):
        _witness(unit, _source(event), _source(event), told)


@follows(contract.board_head_cosigned, foreign=True)
def take_cosigned(unit: Unit, event: Event) -> None:
    """Keep a signature under a head of ours; look at another's head that a federation shows, and hand signatures on.

    A federation tells its members what it signed; each member signs it in turn and tells the federation, which hands
    the signature on to the cooperative whose head it is. Nobody hands on what was handed on, so all of it ends.
    """
    told, source = _read(contract.board_head_cosigned.shape, event), _source(event)
    if told is None or told["witness"] != source or told["coop"] == source:
        return
    if told["coop"] == unit.coop:
        _keep(unit, told, None)
    elif takes_part(unit) and _is_cosigned(told):
        shown = told["shown"]
        if (told["poll_id"], told["size"], told["root"]) == (
            shown["poll_id"], shown["head"]["size"], shown["head"]["root"],
        ):  # fmt: skip
            # Whoever signed the head already has only to hand on what others signed.
            if _has_signed(unit, told):
                _relay(unit, told)
            else:
                _witness(unit, told["coop"], source, shown)


@follows(contract.board_cosignature_relayed, foreign=True)
def take_relayed(unit: Unit, event: Event) -> None:
    """Keep a signature under a head of ours that a federation handed on."""
    told = _read(contract.board_cosignature_relayed.shape, event)
    if told is not None and told["coop"] == unit.coop and told["witness"] != unit.coop:
        _keep(unit, told, _source(event))


@answers(contract.list_witnessed_heads)
def list_witnessed_heads(
    unit: Unit, coop: str | None, verdict: str | None, limit: int, cursor: str | None
) -> Listed:  # fmt: skip
    """List what was shown to this cooperative, and what it thought of it."""
    found = select(WitnessedHead)
    if coop is not None:
        found = found.where(WitnessedHead.coop == coop)
    if verdict is not None:
        found = found.where(WitnessedHead.verdict == verdict)
    key = inspect(WitnessedHead).primary_key
    return page_of(unit.session, found, key=key, limit=limit, cursor=cursor)


def _witness(unit: Unit, coop: str, shown_by: str, told: Told) -> None:
    """Check a head, write down what came of it, and sign it or tell why not."""
    unit.session.execute(_TURN, {"board": f"{coop} {told['poll_id']}"})
    head = told["head"]
    verdict = _verdict(unit, coop, told)
    row = {"coop": coop, "poll_id": told["poll_id"], "size": head["size"], "root": head["root"], "shown_by": shown_by,
           "key": head["key"], "verdict": verdict, "seen_at": unit.now}  # fmt: skip
    seen = insert(WitnessedHead).values(row).on_conflict_do_nothing().returning(WitnessedHead.size)
    if unit.session.scalar(seen) is None:
        return
    about = {"coop": coop, "poll_id": told["poll_id"], "size": head["size"], "root": head["root"]}
    if verdict != "signed":
        unit.emit(contract.board_head_refused, _subject(about), {**about, "shown_by": shown_by, "verdict": verdict})
        return
    unit.session.execute(
        insert(WitnessedKey).values(coop=coop, key=head["key"], seen_at=unit.now).on_conflict_do_nothing()
    )
    key = signing_key(unit)
    statement = cosignature_statement(unit.coop, **about)
    unit.emit(contract.board_head_cosigned, _subject(about), {
        **about, "witness": unit.coop, "key": public_of(key), "signature": signed(key, statement), "shown": told,
    })  # fmt: skip


def _relay(unit: Unit, told: Told) -> None:
    """Hand a signature on, the first few of each head: all of them, to all members, would be as many as N squared."""
    unit.session.execute(_TURN, {"board": f"{told['coop']} {told['poll_id']}"})
    head = {name: told[name] for name in ("coop", "poll_id", "size")}
    before = select(func.count()).select_from(RelayedCosignature).filter_by(**head)
    if (unit.session.scalar(before) or 0) >= MOST_RELAYED:
        return
    row = insert(RelayedCosignature).values(**head, witness=told["witness"]).on_conflict_do_nothing()
    if unit.session.scalar(row.returning(RelayedCosignature.witness)) is None:
        return
    handed_on = {name: told[name] for name in ("root", "witness", "key", "signature")}
    unit.emit(contract.board_cosignature_relayed, _subject(told), {**head, **handed_on})


def _verdict(unit: Unit, coop: str, told: Told) -> str:
    head, key, poll_id = told["head"], told["key"], told["poll_id"]
    said = key_statement(coop, key["public"], key["since"], key["previous"])
    if key["public"] != head["key"] or not is_signed(key["public"], said, key["signature"]):
        return "wrong_signature"
    if not is_signed(head["key"], head_statement(coop, poll_id, head), head["signature"]):
        return "wrong_signature"
    known = set(unit.session.scalars(select(WitnessedKey.key).where(WitnessedKey.coop == coop)))
    endorsed = key["previous"] in known and is_signed(key["previous"], said, key["endorsement"])
    if known and head["key"] not in known and not endorsed:
        return "foreign_key"
    seen = unit.session.execute(
        select(WitnessedHead.size, WitnessedHead.root)
        .where(WitnessedHead.coop == coop, WitnessedHead.poll_id == poll_id, WitnessedHead.verdict == "signed")
        .order_by(WitnessedHead.size.desc())
    ).all()  # fmt: skip
    same = {one.root for one in seen if one.size == head["size"]}
    if same:
        return "signed" if head["root"] in same else "fork"
    if not seen:
        return "signed"
    last = seen[0]
    if last.size > head["size"]:
        return "older"
    paths = {one["size"]: one["path"] for one in told["continues"]}
    proved = continues(last.size, last.root, head["size"], head["root"], paths.get(last.size, []))
    return "signed" if proved else "inconsistent"


def _keep(unit: Unit, told: Told, via: str | None) -> None:
    """Keep another's signature under a head that is really ours; anything else is left aside."""
    head = unit.session.get(BoardHead, (told["poll_id"], told["size"]))
    if head is None or head.root != told["root"] or not _is_cosigned(told):
        return
    row = {name: told[name] for name in ("poll_id", "size", "witness", "key", "signature")}
    kept = insert(Cosignature).values(**row, via=via, received_at=unit.now)
    unit.session.execute(kept.on_conflict_do_nothing())


def _is_cosigned(told: Told) -> bool:
    statement = cosignature_statement(told["witness"], told["coop"], told["poll_id"], told["size"], told["root"])
    return is_signed(told["key"], statement, told["signature"])


def _has_signed(unit: Unit, told: Told) -> bool:
    seen = select(WitnessedHead.size).where(
        WitnessedHead.coop == told["coop"], WitnessedHead.poll_id == told["poll_id"],
        WitnessedHead.size == told["size"], WitnessedHead.root == told["root"], WitnessedHead.verdict == "signed",
    )  # fmt: skip
    return unit.session.scalars(seen.limit(1)).first() is not None


def _read(form: Schema, event: Event) -> Told | None:
    """Return the data of an event of another cooperative; None when it is malformed or speaks in a third one's name."""
    if event.source != f"/coops/{event.provenance}/voting":
        return None
    try:
        told: Told = form.load(event.data)
    except ValidationError:
        return None
    return told


def _source(event: Event) -> str:
    assert event.provenance is not None
    return event.provenance


def _subject(told: Told) -> str:
    return f"boards/{told['coop']}/{told['poll_id']}"
