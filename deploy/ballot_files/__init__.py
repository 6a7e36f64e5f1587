"""Files of ballots, read for a count that needs no service: BLT of any program, or our own JSON."""

from .errors import BallotFileError
from .papers import RULES, Papers
from .reading import read_ballot_file

__all__ = ["RULES", "BallotFileError", "Papers", "read_ballot_file"]
