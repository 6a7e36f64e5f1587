"""Representatives: who acts for an organisation that is a member."""
