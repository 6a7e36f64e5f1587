"""What must be true of the books, each as a query that finds the first row of which it is not.

A query returns what the row is called and what is wrong with it; no row when everything agrees.
"""

from .activities import ACTIVITIES
from .banking import BANKING
from .capital import CAPITAL
from .dues import DUES
from .entries import ENTRIES
from .funding import FUNDING
from .periods import PERIODS
from .surplus import SURPLUS

CHECKS: dict[str, str] = {
    **ENTRIES, **PERIODS, **CAPITAL, **SURPLUS, **ACTIVITIES, **FUNDING, **DUES,
    **BANKING,
}  # fmt: skip
