"""The timeline: one member's life, told by every room that has a part in it."""
