"""The rules of counting and deciding: pure, exact, and each step with its reasoning."""

from .colleges import CARRIES, Carried, Colleges, Votes, carried, scaled
from .counting import Counts
from .decision import Terms, Verdict, decide
from .forms import Law, Laxer, Written, lawful_majority, lawful_quorum, laxer_than_law
from .majority import BASES, Majority, Quorum
from .outcome import Outcome
from .question import Question
from .reasoning import Step
from .tallying import outcome_of

__all__ = [
    "BASES", "CARRIES", "Carried", "Colleges", "Counts", "Law", "Laxer", "Majority", "Outcome", "Question", "Quorum",
    "Step", "Terms", "Verdict", "Votes", "Written", "carried", "decide", "lawful_majority", "lawful_quorum",
    "laxer_than_law", "outcome_of", "scaled",
]  # fmt: skip
