"""The sentences of every key, ``Schema.key``, and the words of closed lists."""

from .bylaws import SENTENCES as BYLAWS
from .economy import SENTENCES as ECONOMY
from .governance import SENTENCES as GOVERNANCE
from .sentence import Sentence
from .statutes import SENTENCES as STATUTES
from .words import MONTHS, SUBJECTS, WORDS

SENTENCES: dict[str, Sentence] = {**STATUTES, **GOVERNANCE, **ECONOMY, **BYLAWS}

__all__ = ["MONTHS", "SENTENCES", "SUBJECTS", "WORDS", "Sentence"]
