"""What is asked about entries that are sound in themselves: names in their texts, policed accounts, and other rooms.

Each question is asked only where it concerns something; for a batch that none concerns, nothing is even read.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from services.commons.refusals import Refusal
from services.commons.storage import Unit
from services.ledger.accounts.names import among

from .books import Books
from .columns import Columns
from .floors import Floors
from .guards import Guard, concerned, guarded, objecting
from .refusals import PersonalNameInLabel
from .rules import Draft


def objections(
    unit: Unit, books: Books, columns: Columns, entries: Callable[[], Mapping[int, Draft]]
) -> dict[int, Refusal]:
    """Return what there is against some entries, by their places; they are judged in their order, as if posted so.

    ``entries`` gives them when they are needed. Locks what has to stay until they are posted.
    """
    facts = columns.facts
    if books.closing:
        return {}  # it moves results, not money, and its words are ours
    floored = books.known.floored & facts.accounts.keys()
    axes = {axis for axis, _ in facts.axes}
    guards, objectors = guarded(axes), objecting(axes)
    # All texts at once: hardly ever do they hold all the words of anybody's name.
    texts = [columns.arrays["labels"], columns.arrays["refs"]]
    named = books.known.names and among(unit.session, texts)
    if not (floored or guards or objectors or named):
        return {}
    left = dict(entries())
    found: dict[int, Refusal] = {}
    if named:
        found |= _names(unit, books, left)
        left = {place: draft for place, draft in left.items() if place not in found}
    if floored and left:
        floors = Floors.locked(unit, floored, left.values())
        found |= {place: refusal for place, draft in left.items() if (refusal := floors.take(draft))}
        left = {place: draft for place, draft in left.items() if place not in found}
    for objector in objectors:
        found |= objector(unit, left)
        left = {place: draft for place, draft in left.items() if place not in found}
    for guard in guards:
        found |= _guarded(unit, guard, left)
        left = {place: draft for place, draft in left.items() if place not in found}
    return found


def _names(unit: Unit, books: Books, drafts: Mapping[int, Draft]) -> dict[int, Refusal]:
    """Return the entries whose label or reference names a person.

    The labels of rooms are their own words; a reversal repeats the reference of what it undoes.
    """
    texts = [
        (place, where, text)
        for place, draft in drafts.items()
        for where, text in (("reference", draft.reference), ("label", draft.label))
        if text and (books.by_hand if where == "label" else draft.reverses is None)
    ]
    persons = among(unit.session, {text for _, _, text in texts})
    return {
        place: PersonalNameInLabel(where=where, auxiliary=persons[text])
        for place, where, text in texts if text in persons
    }  # fmt: skip


def _guarded(unit: Unit, guard: Guard, drafts: Mapping[int, Draft]) -> dict[int, Refusal]:
    """Return the entries that a room objects to: a group passes as a whole, or is asked about in halves."""
    found: dict[int, Refusal] = {}
    taken: list[Draft] = []

    def ask(places: list[int]) -> None:
        group = [drafts[place] for place in places]
        refusal = guard.judge(unit, concerned(guard, [*taken, *group]))
        if refusal is None:
            taken.extend(group)
        elif len(places) == 1:
            found[places[0]] = refusal
        else:
            ask(places[: len(places) // 2])
            ask(places[len(places) // 2 :])

    places = [place for place, draft in drafts.items() if concerned(guard, [draft])]
    if places:
        ask(places)
    return found
