"""PostgreSQL: one database per service and cooperative, reached through one unit of work."""

from .base import Json, Moment, tables_of
from .database import Database
from .paging import Listed, page_of
from .unit import PERSON, Actor, Unit

__all__ = ["PERSON", "Actor", "Database", "Json", "Listed", "Moment", "Unit", "page_of", "tables_of"]
