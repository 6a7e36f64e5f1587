"""What strangers may see of notices, deliveries and contacts."""

from .contacts import erase_voter_contact, get_voter_contact, import_voter_contacts, tell_voter_contact
from .deliveries import (
    issue_addendum,
    list_deliveries,
    list_notices,
    record_deliveries,
    report_mail,
    resend_notice,
)
from .documents import get_calendar, get_notice

__all__ = [
    "erase_voter_contact", "get_calendar", "get_notice", "get_voter_contact", "import_voter_contacts", "issue_addendum",
    "list_deliveries", "list_notices", "record_deliveries", "report_mail", "resend_notice", "tell_voter_contact",
]  # fmt: skip
