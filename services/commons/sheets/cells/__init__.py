"""What a cell may hold, as people write it: days, numbers, telephone numbers and words."""

from .days import DayCell
from .numbers import CountCell, DecimalCell
from .phones import PhoneCell
from .times import TimeCell
from .words import WordCell

__all__ = ["CountCell", "DayCell", "DecimalCell", "PhoneCell", "TimeCell", "WordCell"]
