"""The statutes document: what the members' extraordinary assembly alone may change."""

from __future__ import annotations

from .economy import Economy
from .fields import (
    Choice,
    Code,
    Country,
    Currency,
    Figure,
    Flag,
    MonthDay,
    Number,
    Part,
    Price,
    RulePath,
    ShortName,
    Siren,
    Words,
)
from .governance import Assemblies, Ballots, Governance, Proxies
from .shapes import DocumentSchema, Group, Named, Several


class Identity(DocumentSchema):
    """Who the cooperative is."""

    slug = ShortName(required=True)
    name = Words(required=True)
    legal_form = Choice("sa", "sas", "sarl", "association", required=True)
    regime = Choice("scop", "scic", "consumer", "association", required=True)
    features = Several(Choice("cae", "shifts", "sales", "federation", "intercooperation"), required=True)
    currency = Currency(required=True)
    fiscal_year_end = MonthDay(required=True)
    country = Country(required=True)
    siren = Siren()


class Category(DocumentSchema):
    """A category of members; one that votes has one vote a member."""

    slug = ShortName(required=True)
    name = Words(required=True)
    votes = Flag(required=True)
    employee = Flag()
    college = ShortName()


class College(DocumentSchema):
    """A college and its part of the vote (cooperatives of collective interest)."""

    slug = ShortName(required=True)
    name = Words(required=True)
    weight = Part(required=True)


class Weights(DocumentSchema):
    """How a federation weighs its members: ``votes`` shared by a disclosed figure, none above its part of them."""

    figure = Figure(required=True)
    votes = Number(least=1, most=1_000_000, required=True)
    minimum = Number(least=1, most=1000)
    maximum_fraction = Part(required=True)


class AdmissionDocument(DocumentSchema):
    """A document that applicants accept, in the version that is given; statutes and bylaws count their own."""

    slug = ShortName(required=True)
    version = Code()


class Admission(DocumentSchema):
    """Who decides on an application, and which organisation one must belong to beforehand.

    Applicants accept the ``documents`` and give the ``consents`` named here. Nobody is admitted below ``minimum_age``.
    ``after_exclusion`` decides on somebody who was excluded before: the general assembly, unless it is a body.
    """

    decided_by = ShortName(required=True)
    linked_organisation = ShortName()
    documents = Several(Group(AdmissionDocument))
    consents = Several(ShortName())
    minimum_age = Number(least=1, most=30)
    after_exclusion = ShortName()


class Exclusion(DocumentSchema):
    """Which assembly excludes a member, and how long before the hearing the member is invited to it."""

    assembly = Choice("ordinary", "extraordinary", required=True)
    invitation_days = Number(most=365)


class Adhesion(DocumentSchema):
    """Which assembly decides that the cooperative joins or leaves a federation."""

    assembly = Choice("ordinary", "extraordinary", required=True)


class Stage(DocumentSchema):
    """A stage of the pathway, with what must be shown to reach it."""

    slug = ShortName(required=True)
    name = Words(required=True)
    contract = Choice("CAPE", "CESA", "CDI", "CDD")
    conditions = Several(ShortName())
    months_maximum = Number(least=1, most=120)
    renewals_maximum = Number(most=20)
    within_months = Number(least=1, most=120)


class Withdrawal(DocumentSchema):
    """How a member leaves, and by when the shares are repaid.

    ``revocable``: who resigned may take it back before the last day. ``keeps_membership`` names the ends of employment
    after which an employee stays a member of a worker cooperative, beside those that the law spares.
    """

    notice_days = Number(most=730)
    redemption_years = Number(most=10)
    revocable = Flag()
    keeps_membership = Several(Choice("resignation", "dismissal", "end_of_term", "mutual", "other"))


class Households(DocumentSchema):
    """Whether members live together as one before the cooperative: of how many persons, and what they share."""

    kind = Choice("household", "couple", required=True)
    maximum = Number(least=2, most=20)
    shares_benefits = Several(Choice("purchases"))


class Membership(DocumentSchema):
    """Who may be a member, and how one becomes and ceases to be one."""

    admits = Several(Choice("natural_person", "organisation"), required=True)
    categories = Several(Group(Category), required=True)
    colleges = Several(Group(College))
    weights = Group(Weights)
    admission = Group(Admission, required=True)
    stages = Several(Group(Stage))
    interviews_per_year = Number(most=52)
    exclusion = Group(Exclusion)
    withdrawal = Group(Withdrawal)
    households = Group(Households)
    # Whether members under age have their category's vote; they have none unless it is said.
    minors_vote = Flag()


class CategoryShares(DocumentSchema):
    """What differs for the shares of one category."""

    minimum = Number(least=1)
    maximum = Number(least=1, allow_none=True)
    paid_to_admit = Part()
    maximum_capital_fraction = Part()


class ShareType(DocumentSchema):
    """A type of shares; one without a nominal value of its own has that of all shares."""

    slug = ShortName(required=True)
    name = Words(required=True)
    nominal = Price()
    rights = Words()


class ShareTransfer(DocumentSchema):
    """Whether shares may go to those who are no members, and who has to approve it."""

    to_non_members = Flag(required=True)
    approved_by = ShortName()


class Shares(DocumentSchema):
    """The shares of the capital; ``maximum`` null sets none.

    ``partial_redemption`` lets members who stay ask shares back; from ``parts_bind_from`` holders on, operations are
    held to the limits on parts of the capital.
    """

    nominal = Price(required=True)
    minimum = Number(least=1, required=True)
    maximum = Number(least=1, required=True, allow_none=True)
    paid_to_admit = Part(required=True)
    balance_months = Number(most=120, required=True)
    beyond_maximum = Choice("loan")
    maximum_capital_fraction = Part()
    parts_bind_from = Number(least=1)
    types = Several(Group(ShareType))
    transfer = Group(ShareTransfer)
    partial_redemption = Flag()
    by_category = Named(ShortName(), Group(CategoryShares))


class Employees(DocumentSchema):
    """What part of capital and votes the employees keep."""

    capital_minimum = Part()
    votes_minimum = Part()


class DuesDuty(DocumentSchema):
    """Whether members owe dues; their amounts stand in the bylaws."""

    required = Flag(required=True)


class Amendments(DocumentSchema):
    """Which assembly changes which layer; statutes are changed by an extraordinary one only."""

    statutes = Choice("extraordinary", required=True)
    bylaws = Choice("ordinary", "extraordinary", required=True)


class StatutesDocument(DocumentSchema):
    """The statutes of a cooperative, with the article in which each rule stands."""

    articles = Named(RulePath(), Words(), required=True)
    identity = Group(Identity, required=True)
    membership = Group(Membership, required=True)
    shares = Group(Shares)
    dues = Group(DuesDuty)
    employees = Group(Employees)
    governance = Group(Governance, required=True)
    assemblies = Group(Assemblies, required=True)
    proxies = Group(Proxies, required=True)
    ballots = Group(Ballots, required=True)
    economy = Group(Economy, required=True)
    adhesion = Group(Adhesion)
    disclosures = Several(Figure(), required=True)
    amendments = Group(Amendments, required=True)
