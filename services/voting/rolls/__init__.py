"""Electoral rolls: who may vote, fixed at a date and committed to."""
