"""The arithmetic of a surplus, regime by regime: a worker cooperative, one of collective interest, one of consumers.

All amounts are integer minor units. Rounding leans to the reserves' side and then to the law's: minimums up, maximums
down, and what is left over goes to the reserves, so that no inequality breaks by a cent and the parts sum to the
surplus exactly.
"""

from .consumer import ConsumerFacts, ConsumerTerms, split_consumer_surplus
from .labour import Employee, LabourTerms, coefficient, entitled, share_labour
from .losses import LossCover, cover_losses
from .participation import Participation, participation_due
from .scic import CollectiveFacts, CollectiveTerms, split_collective_surplus
from .scop import WorkerFacts, WorkerTerms, split_worker_surplus, worker_labour_share
from .shares import Capital, Share, amounts, share_capital
from .split import Limit, Split, down, up

__all__ = [
    "Capital", "CollectiveFacts", "CollectiveTerms", "ConsumerFacts", "ConsumerTerms", "Employee", "LabourTerms",
    "Limit", "LossCover", "Participation", "Share", "Split", "WorkerFacts", "WorkerTerms", "amounts", "coefficient",
    "cover_losses", "down", "entitled", "participation_due", "share_capital", "share_labour",
    "split_collective_surplus", "split_consumer_surplus", "split_worker_surplus", "up", "worker_labour_share",
]  # fmt: skip
