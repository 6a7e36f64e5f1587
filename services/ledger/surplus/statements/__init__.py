"""What each person gets of an allocated surplus, and how it is reckoned."""
