"""The contract of the membership service; its rooms declare their operations and events on it."""

from services.commons.contract import Contract
from services.commons.jobs.operations import declare_jobs
from services.commons.proposals import declare_proposals

membership = Contract("membership")
declare_jobs(membership)
proposals = declare_proposals(membership)
