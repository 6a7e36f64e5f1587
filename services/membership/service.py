"""The membership service: its contract and its rooms."""

from services.commons.proposals import reconsidering
from services.commons.service import Service
from services.membership.activities import actions as activities
from services.membership.adhesions import actions as adhesions
from services.membership.admissions import actions as admissions
from services.membership.admissions.actions.expiring import expiring_applications
from services.membership.agreements import actions as agreements
from services.membership.audit import actions as audit
from services.membership.cards import actions as cards
from services.membership.cases import actions as cases
from services.membership.committees import actions as committees
from services.membership.competences import actions as competences
from services.membership.contacts import actions as contacts
from services.membership.contract import membership
from services.membership.departures import actions as departures
from services.membership.departures.last_days import clearing_again
from services.membership.engagements import actions as engagements
from services.membership.exclusions import actions as exclusions
from services.membership.exports import actions as exports
from services.membership.extracts import actions as extracts
from services.membership.federation import actions as federation
from services.membership.gatherings import actions as gatherings
from services.membership.governance import actions as governance
from services.membership.governance.actions.expiring import expiring
from services.membership.households import actions as households
from services.membership.imports import actions as imports
from services.membership.intercooperation import actions as intercooperation
from services.membership.intercooperation.actions import advice_expiring
from services.membership.linked import actions as linked
from services.membership.linked.expiring import lapsing
from services.membership.logins import actions as logins
from services.membership.logins.sending import signing_in
from services.membership.meetings import actions as meetings
from services.membership.merges import actions as merges
from services.membership.pathway import actions as pathway
from services.membership.pathway.warning import warning
from services.membership.privacy import actions as privacy
from services.membership.questionnaires import actions as questionnaires
from services.membership.register import actions as register
from services.membership.register.minors import coming_of_age
from services.membership.representatives import actions as representatives
from services.membership.requests import actions as requests
from services.membership.shift_imports import actions as shift_imports
from services.membership.shifts import actions as shifts
from services.membership.shifts.actions.announcing import reminding, telling
from services.membership.statutes import actions as statutes
from services.membership.timeline import actions as timeline
from services.membership.trainings import actions as trainings
from services.membership.tutoring import actions as tutoring
from services.membership.unions import actions as unions

service = Service(
    membership,
    tasks=(
        reconsidering, expiring, warning, signing_in, expiring_applications, coming_of_age, lapsing, clearing_again,
        advice_expiring, telling, reminding,
    ),
    rooms=(
        register, logins, admissions, linked, departures, exclusions, requests, engagements, activities,
        agreements, pathway, tutoring, governance, shifts, shift_imports, statutes, federation, adhesions,
        cards, contacts, exports, extracts, households, imports, merges, representatives, cases, trainings, competences,
        meetings, intercooperation, audit, timeline, gatherings, questionnaires, privacy, unions, committees,
    ),
)  # fmt: skip
