"""What a cooperative brings along beside its members: cards, addresses and wishes, seats, working groups."""
