"""The bases that tables are mapped on: one per service, and one for what every service's database holds."""

from __future__ import annotations

from datetime import date, datetime
from functools import cache
from typing import Annotated, Any

from sqlalchemy import BigInteger, Date, MetaData, Text
from sqlalchemy.dialects.postgresql import JSONB, TIMESTAMP
from sqlalchemy.orm import DeclarativeBase, mapped_column

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}

Json = Annotated[dict[str, Any], mapped_column(JSONB)]
Moment = Annotated[datetime, mapped_column(TIMESTAMP(timezone=True))]


@cache
def tables_of(service: str) -> type[DeclarativeBase]:
    """Return the declarative base of a service; text columns are ``text`` and integers ``bigint`` throughout."""
    base: type[DeclarativeBase] = type(
        f"{service.title()}Base",
        (DeclarativeBase,),
        {
            "metadata": MetaData(naming_convention=NAMING),
            "type_annotation_map": {str: Text, int: BigInteger, date: Date, datetime: TIMESTAMP(timezone=True)},
            "__doc__": f"The tables of the {service} service.",
        },
    )
    return base
