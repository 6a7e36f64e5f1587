"""The feed: every event of a cooperative in one sequence that clients page through."""
