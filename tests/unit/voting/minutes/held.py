"""An assembly that was held: bureau, presence, proxies, votes by hand and by name, an election, an incident."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from tests.unit.voting.hall import Hall
from tests.unit.voting.notices.called import contact

NAMES = (
    "Ada Martin", "Benoît Lefèvre", "Chloé Dubois", "David N'Guyen", "Élise Moreau", "Farid Benali", "Gaëlle Petit",
    "Hugo Roux", "Inès Fournier", "Jules Girard", "Karim Bonnet", "Léa Mercier",
)  # fmt: skip
EVENING = datetime(2026, 3, 2, 17, 30, tzinfo=UTC)


@dataclass(frozen=True)
class Held:
    """The assembly, its members (the first four are its bureau), its polls."""

    hall: Hall
    id: str
    members: list[str]
    resolution: str
    election: str

    @property
    def officers(self) -> list[str]:
        """Chair, two tellers, secretary."""
        return self.members[:4]


def seat(hall: Hall, assembly_id: str, members: list[str]) -> None:
    """Name the bureau; the tellers accept."""
    chair, first, second, secretary = members
    body = {"chair_id": chair, "teller_ids": [first, second], "secretary_id": secretary}
    hall.do("seat_bureau", assembly_id=assembly_id, body=body)
    for teller in (first, second):
        hall.do("accept_office", assembly_id=assembly_id, body={"member_id": teller})


def hold(hall: Hall, clock: Any, named: bool = True) -> Held:
    """Hold an ordinary assembly of twelve members in the evening, and close it."""
    clock.instant = EVENING
    members = hall.admit(12)
    for member, name in zip(members, NAMES, strict=True) if named else ():
        contact(hall, member, name=name, email=f"{member}@members.example")
    document = {"name": "Comptes annuels 2025.pdf", "media_type": "application/pdf", "digest": "5e" * 32,
                "size": 482_133, "link": "https://alpar.example/comptes-2025.pdf"}  # fmt: skip
    assembly_id = hall.draft(
        starts_at="2026-03-02T18:30:00+01:00", place="Salle des fêtes, Annecy", title="Assemblée annuelle 2026",
        agenda=[
            {"title": "Approbation des comptes de l’exercice 2025", "text": "Le comité présente les comptes de "
             "l’exercice clos le 31 décembre 2025 et répond aux questions.", "documents": [document]},
            {"title": "Renouvellement du comité"}, {"title": "Questions diverses"},
        ],
    )  # fmt: skip
    items = [one["id"] for one in hall.do("list_agenda", assembly_id=assembly_id)["data"]]
    resolution = hall.poll(
        assembly_id, agenda_item_id=items[0], title="Première résolution : approbation des comptes",
        method="resolution", ballot="named", question="L’assemblée approuve les comptes de l’exercice 2025 tels qu’ils "
        "lui ont été présentés, et donne quitus au comité pour sa gestion.",
    )  # fmt: skip
    election = hall.poll(
        assembly_id, agenda_item_id=items[1], title="Élection de trois membres du comité", method="scottish_stv",
        ballot="secret", seats=3, candidates=[{"member_id": one} for one in members[4:10]],
    )  # fmt: skip
    hall.convene(assembly_id)
    hall.do("give_proxy", assembly_id=assembly_id, body={"giver_id": members[11], "holder_id": members[10]})
    hall.arrive(assembly_id, members[:7])
    hall.do("open_assembly", assembly_id=assembly_id, body={})
    seat(hall, assembly_id, members[:4])
    clock.advance(minutes=12)
    hall.arrive(assembly_id, members[7:9], "remote")
    clock.advance(minutes=8)
    hall.arrive(assembly_id, members[9:11])
    hall.do("open_poll", poll_id=resolution)
    words = ("for", "for", "for", "against", "abstain")
    ballots = [{"member_id": one, "choice": words[place % 5]} for place, one in enumerate(members[:10])]
    hall.do("record_named_ballots", poll_id=resolution, body={"ballots": ballots})
    clock.advance(minutes=6)
    hall.do("suspend_poll", poll_id=resolution)
    hall.do("resume_poll", poll_id=resolution)
    hall.proclaim(resolution)
    hall.arrive(assembly_id, [members[6]], "leave")
    clock.advance(minutes=15)
    hall.do("open_poll", poll_id=election)
    for place, credential in enumerate(hall.credentials(election)):
        ranked = [members[4 + (place * step + place) % 6] for step in (0, 1, 2, 3)]
        hall.cast(election, credential, ranking=list(dict.fromkeys(ranked)))
    clock.advance(minutes=9)
    hall.proclaim(election)
    hall.arrive(assembly_id, members[7:9], "leave")
    clock.advance(minutes=5)
    hall.do("close_assembly", assembly_id=assembly_id)
    return Held(hall, assembly_id, members, resolution, election)
