"""The shapes of the pathway."""

from .board import BoardDocumentQuery, BoardQuery, BoardRow, BoardView, PathwayQuery, PathwaysQuery, PathwayView
from .deadlines import NewPostponement
from .entering import NewPathway, NewTutor
from .plans import (
    AppointmentOutcome,
    AppointmentView,
    NewAppointment,
    NewObjective,
    ObjectiveOutcome,
    ObjectiveView,
)
from .stages import ConditionView, NewCondition, NewStage, Withdrawal

__all__ = [
    "AppointmentOutcome", "AppointmentView", "BoardDocumentQuery", "BoardQuery", "BoardRow", "BoardView",
    "ConditionView", "NewAppointment", "NewCondition", "NewObjective", "NewPathway", "NewPostponement", "NewStage",
    "NewTutor", "ObjectiveOutcome", "ObjectiveView", "PathwayQuery", "PathwayView", "PathwaysQuery", "Withdrawal",
]  # fmt: skip
