"""What each room holds about a person: why, by what right, where it comes from (GDPR, articles 15 and 30)."""

from __future__ import annotations

from dataclasses import dataclass

from services.commons.access import CONSENT, CONTRACT, INTEREST, LAW, Holding
from services.commons.contract import Operation
from services.commons.documents.said import Said, said
from services.ledger.capital.contract import member_shares
from services.ledger.reports.contract import member_statement
from services.ledger.retention.contract import ledger_access
from services.voting.privacy.contract import voting_access

THE_PERSON = said("The person, by an application, a request or at the office")
THE_COOPERATIVE = said("The cooperative itself, in its ordinary running")
AN_EMPLOYER = said("The cooperative as an employer, and payroll")
AN_ASSEMBLY = said("Votes and decisions of the cooperative's assemblies and bodies")
THE_LEDGER = said("The ledger, by what it told of payments")


HOLDINGS: dict[str, Holding] = {
    "register": Holding(said("To keep the register of members that law and statutes ask for"), LAW, THE_PERSON),
    "contacts": Holding(said("To reach members in the way they prefer"), CONTRACT, THE_PERSON),
    "households": Holding(said("To know who shares a household, where statutes allow it"), CONTRACT, THE_PERSON),
    "merges": Holding(said("To keep one entry for one person"), INTEREST, THE_COOPERATIVE),
    "admissions": Holding(said("To decide on applications for membership"), CONTRACT, THE_PERSON),
    "departures": Holding(said("To carry out what follows from leaving"), CONTRACT, THE_LEDGER),
    "exclusions": Holding(said("To let the assembly decide on an exclusion, and the member answer"), CONTRACT,
                          AN_ASSEMBLY),
    "requests": Holding(said("To bring a member's request before the assembly"), CONTRACT, THE_PERSON),
    "linked": Holding(said("To know whose dues to a linked organisation are paid"), CONTRACT, THE_PERSON),
    "logins": Holding(said("To let the person sign in"), CONTRACT, THE_PERSON),
    "engagements": Holding(said("To keep contracts of employment and support, and what payroll reports"), LAW,
                           AN_EMPLOYER),
    "agreements": Holding(said("To share what a cooperation group earns as its members agreed"), CONTRACT, THE_PERSON),
    "activities": Holding(said("To know who runs which activity"), CONTRACT, THE_PERSON),
    "pathway": Holding(said("To accompany a person from the first contact to membership"), CONTRACT, AN_EMPLOYER),
    "tutoring": Holding(said("To accompany a person by notes that only tutor and person read"), CONTRACT, AN_EMPLOYER),
    "governance": Holding(said("To know who holds a seat or works in a group"), CONTRACT, AN_ASSEMBLY),
    "competences": Holding(said("To keep decisions and who took them"), CONTRACT, AN_ASSEMBLY),
    "meetings": Holding(said("To invite to meetings and keep their minutes"), CONTRACT, THE_COOPERATIVE),
    "trainings": Holding(said("To organise trainings and certify them"), CONTRACT, THE_COOPERATIVE),
    "shifts": Holding(said("To staff the shop and count the shifts that members owe"), CONTRACT, THE_COOPERATIVE),
    "cards": Holding(said("To know at the till whom a card belongs to"), CONTRACT, THE_COOPERATIVE),
    "cases": Holding(said("To advise on a creation, transfer, conversion or revision"), CONTRACT, THE_PERSON),
    "gatherings": Holding(said("To organise visits, workshops and meetings of several cooperatives"), CONSENT,
                          THE_PERSON),
    "committees": Holding(said("To hold the meetings of territorial committees"), INTEREST, THE_PERSON),
    "unions": Holding(said("To link the cooperative to its unions"), CONTRACT, THE_COOPERATIVE),
    "statutes": Holding(said("To check statutes against the shares that are held"), CONTRACT, THE_LEDGER),
    "privacy": Holding(said("To prove that data were erased"), LAW, THE_COOPERATIVE),
}  # fmt: skip
OTHER = Holding(said("To run the cooperative"), INTEREST, THE_COOPERATIVE)


@dataclass(frozen=True)
class Elsewhere:
    """What another service holds about a person, why, and by which operations it is read."""

    service: str
    what: Said
    kept: Said
    operations: tuple[Operation, ...]


ELSEWHERE = (
    Elsewhere(
        "ledger", said("The name behind entries, shares and their movements, payments, dues, loans and refunds; bank "
                       "details of payments and mandates; what bank statements say of you"),
        said("As long as the books: 10 years after the end of the fiscal year (Commercial Code, article L123-22)"),
        (ledger_access, member_shares, member_statement),
    ),
    Elsewhere(
        "voting", said("The contact for notices, presence at assemblies and places on electoral rolls; no ballot: a "
                       "secret one is nobody's"),
        said("The contact until the person is pseudonymised; rolls and minutes, by number, as long as the cooperative"),
        (voting_access,),
    ),
)  # fmt: skip
