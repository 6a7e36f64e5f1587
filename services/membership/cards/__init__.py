"""Members' cards: a code that opens the till and the door, given once, blocked, replaced."""
