"""The audit trail of the membership service, to be read: who changed what, when and why."""
