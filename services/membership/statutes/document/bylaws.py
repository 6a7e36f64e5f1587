"""The bylaws document: what the body that the statutes name may change."""

from __future__ import annotations

from .charges import Contribution, Dues, DuesCalls, Invoicing, LinkedOrganisation
from .cooperation import Intercooperation, NamedOrganisation, SupportChecklist
from .fields import Choice, Code, Flag, Number, RulePath, ShortName, Sum, Words
from .shapes import DocumentSchema, Group, Named, Several
from .work import Shifts, Welcome


class BylawsAdmission(DocumentSchema):
    """How applications are handled: when an open one expires, and whose dues are asked for before the admission."""

    expires_after_days = Number(least=1, most=3660)
    linked_organisation = ShortName()


class Sales(DocumentSchema):
    """Whose purchases a household's are, and by how much a till's closing may differ from the sales recorded of it."""

    household_refunds = Choice("holder", "equal_parts")
    till_tolerance = Sum()


class Establishment(DocumentSchema):
    """A place where activities are carried on."""

    code = Code(required=True)
    name = Words(required=True)


class Trade(DocumentSchema):
    """A trade that activities carry on, by its code in the nomenclature that the cooperative uses."""

    code = Code(required=True)
    name = Words(required=True)


class ActivitiesRule(DocumentSchema):
    """For how many days after its closing revenue of an activity may still be recorded."""

    revenue_days_after_closing = Number(most=366, required=True)


class Pathway(DocumentSchema):
    """How long before a deadline of the pathway it is told, in days; once for each."""

    warning_days = Several(Number(least=1, most=365), required=True)


class CooperationGroups(DocumentSchema):
    """What makes a cooperation group."""

    minimum_members = Number(least=2, most=100, required=True)


class ProfitSharing(DocumentSchema):
    """How employees are told of their part."""

    statement_to_each_employee = Flag(required=True)


class Retention(DocumentSchema):
    """How long personal data are kept after the last tie: never shorter than the law asks, then erased by hand.

    Years after a membership or a contract has ended; months after an application that came to nothing, and after the
    first contact of somebody who never had any other tie.
    """

    former_member_years = Number(most=30)
    former_employee_years = Number(most=50)
    applicant_months = Number(most=120)
    contact_months = Number(most=120)


class BylawsDocument(DocumentSchema):
    """The bylaws of a cooperative, with the rule in which each stands."""

    articles = Named(RulePath(), Words(), required=True)
    contributions = Several(Group(Contribution))
    invoicing = Group(Invoicing)
    dues = Several(Group(Dues))
    dues_calls = Group(DuesCalls)
    linked_organisations = Several(Group(LinkedOrganisation))
    admission = Group(BylawsAdmission)
    welcome = Group(Welcome)
    shifts = Group(Shifts)
    sales = Group(Sales)
    establishments = Several(Group(Establishment))
    cooperation_groups = Group(CooperationGroups)
    trades = Several(Group(Trade))
    activities = Group(ActivitiesRule)
    pathway = Group(Pathway)
    profit_sharing = Group(ProfitSharing)
    intercooperation = Group(Intercooperation)
    regional_unions = Several(Group(NamedOrganisation))
    trade_federations = Several(Group(NamedOrganisation))
    services = Several(Choice("creation", "transfer", "conversion", "revision"))
    support_cases = Several(Group(SupportChecklist))
    retention = Group(Retention)
