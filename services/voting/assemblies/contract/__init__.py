"""What strangers may see of assemblies: events, shapes, refusals and operations."""

from .events import assembly_closed, assembly_convened, assembly_inquorate, assembly_opened
from .operations import (
    add_agenda_item,
    close_assembly,
    convene_assembly,
    create_assembly,
    declare_inquorate,
    get_assembly,
    get_attendance,
    give_proxy,
    list_agenda,
    list_assemblies,
    list_presences,
    list_proxies,
    open_assembly,
    record_presences,
    revoke_proxy,
    second_call,
)

__all__ = [
    "add_agenda_item", "assembly_closed", "assembly_convened", "assembly_inquorate", "assembly_opened",
    "close_assembly", "convene_assembly", "create_assembly", "declare_inquorate", "get_assembly", "get_attendance",
    "give_proxy", "list_agenda", "list_assemblies", "list_presences", "list_proxies", "open_assembly",
    "record_presences", "revoke_proxy", "second_call",
]  # fmt: skip
