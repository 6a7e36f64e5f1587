"""What the tables of this room are mapped on."""

from services.commons.storage import tables_of

Base = tables_of("voting")
