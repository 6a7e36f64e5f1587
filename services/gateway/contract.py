"""The contract of the gateway service; its rooms declare their operations and events on it."""

from services.commons.contract import Contract
from services.commons.jobs.operations import declare_jobs

gateway = Contract("gateway")
declare_jobs(gateway)
