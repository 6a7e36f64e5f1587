"""The certificate of one attendance, as PDF."""

from __future__ import annotations

from sqlalchemy import select

from services.commons.bindings import answers
from services.commons.documents import said, written
from services.commons.documents.paper import Facts, Paper, Prose, Signatures
from services.commons.documents.said import Said
from services.commons.documents.sheet import LongDay, Value
from services.commons.requests import Chunk
from services.commons.storage import Unit
from services.membership.meetings.names import names_of

from .. import contract
from ..contract.refusals import NotTrained
from ..sessions import training_named
from ..tables import GrantedRole, Training, TrainingPlace


@answers(contract.get_certificate)
def get_certificate(unit: Unit, training_id: str, member_id: str, language: str, cursor: str | None) -> Chunk:
    """Print the certificate of somebody who attended."""
    training = training_named(unit, training_id)
    place = unit.session.get(TrainingPlace, (training_id, member_id))
    if place is None or place.state != "attended":
        raise NotTrained(member_id=member_id, training_id=training_id)
    paper = _paper(unit, training, place)
    return written(unit, paper, "pdf", language, cursor, f"certificate-{place.certificate}")


def _paper(unit: Unit, training: Training, place: TrainingPlace) -> Paper:
    names = names_of(unit, filter(None, (place.member_id, training.trainer_id)))
    trainer = names.get(training.trainer_id or "", training.trainer)
    hours, minutes = divmod(place.minutes or 0, 60)
    rows: list[tuple[Said | str, Value]] = [
        (said("Training"), training.title), (said("Day"), LongDay(training.day)),
        (said("Time attended"), said("{hours} h {minutes} min", hours=hours, minutes=f"{minutes:02d}")),
        (said("Trainer"), trainer or "–"), (said("Place"), training.place or "–"),
    ]  # fmt: skip
    roles = unit.session.scalars(
        select(GrantedRole).where(GrantedRole.training_id == training.id, GrantedRole.member_id == place.member_id,
                                  GrantedRole.ended_on.is_(None)).order_by(GrantedRole.role)
    ).all()  # fmt: skip
    for one in roles:
        until = said("{role}, until {day}", role=one.role, day=one.until) if one.until else one.role
        rows.append((said("Role granted"), until))
    name, coop = names[place.member_id], str(unit.rules_on(training.day).statutes("identity.name").value)
    return Paper(said("Certificate of training"), coop, [
        Prose(said("{coop} certifies that {name} attended this training.", coop=coop, name=name), "lead"),
        Facts(rows),
        Signatures([(said("For the cooperative"), "", None)]),
    ], subtitle=said("Number {number}", number=place.certificate))  # fmt: skip
