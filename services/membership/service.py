"""The membership service: its contract and its rooms."""

from services.commons.proposals import reconsidering
from services.commons.service import Service
from services.membership.activities import actions as activities
from services.membership.adhesions import actions as adhesions
from services.membership.admissions import actions as admissions
from services.membership.contract import membership
from services.membership.engagements import actions as engagements
from services.membership.exclusions import actions as exclusions
from services.membership.federation import actions as federation
from services.membership.governance import actions as governance
from services.membership.governance.actions.expiring import expiring
from services.membership.register import actions as register
from services.membership.requests import actions as requests
from services.membership.shifts import actions as shifts
from services.membership.statutes import actions as statutes

service = Service(
    membership,
    tasks=(reconsidering, expiring),
    rooms=(
        register, admissions, exclusions, requests, engagements, activities, governance, shifts, statutes, federation,
        adhesions,
    ),
)  # fmt: skip
