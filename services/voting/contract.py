"""The contract of the voting service; its rooms declare their operations and events on it."""

from services.commons.contract import Contract
from services.commons.jobs.operations import declare_jobs

voting = Contract("voting")
declare_jobs(voting)
