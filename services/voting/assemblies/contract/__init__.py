"""What strangers may see of assemblies: events, shapes, refusals and operations."""

from .agenda import (
    accept_added_resolution,
    add_agenda_item,
    add_documents,
    agenda_extended,
    list_added_resolutions,
    list_agenda,
    list_agenda_versions,
    request_resolution,
    sign_added_resolution,
)
from .amendments import list_amendments, move_amendment, settle_amendment
from .bureau import accept_office, get_bureau, replace_officer, seat_bureau
from .events import (
    assembly_adjourned,
    assembly_closed,
    assembly_convened,
    assembly_inquorate,
    assembly_opened,
    assembly_resumed,
    minutes_signed,
)
from .operations import (
    adjourn_assembly,
    close_assembly,
    convene_assembly,
    create_assembly,
    declare_inquorate,
    get_assembly,
    get_attendance,
    get_attendance_history,
    get_calendar_days,
    give_proxy,
    list_assemblies,
    list_presences,
    list_proxies,
    list_quorum_findings,
    open_assembly,
    record_presences,
    resume_assembly,
    revoke_proxy,
    second_call,
    set_connection,
)
from .sections import get_sections, make_sections

__all__ = [
    "accept_added_resolution", "accept_office", "add_agenda_item", "add_documents", "adjourn_assembly",
    "agenda_extended", "assembly_adjourned", "assembly_closed", "assembly_convened", "assembly_inquorate",
    "assembly_opened", "assembly_resumed", "close_assembly", "convene_assembly", "create_assembly",
    "declare_inquorate", "get_assembly", "get_attendance", "get_attendance_history",
    "get_bureau", "get_calendar_days", "get_sections",
    "give_proxy", "list_added_resolutions", "list_agenda", "list_agenda_versions", "list_amendments",
    "list_assemblies", "list_presences", "list_proxies", "list_quorum_findings", "make_sections", "minutes_signed",
    "move_amendment", "open_assembly", "record_presences", "replace_officer", "request_resolution", "resume_assembly",
    "revoke_proxy", "seat_bureau", "second_call", "set_connection", "settle_amendment", "sign_added_resolution",
]  # fmt: skip
