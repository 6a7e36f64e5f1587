"""The contract of the ledger service; its rooms declare their operations and events on it."""

from services.commons.contract import Contract
from services.commons.jobs.operations import declare_jobs
from services.commons.proposals import declare_proposals

ledger = Contract("ledger")
declare_jobs(ledger)
proposals = declare_proposals(ledger)
