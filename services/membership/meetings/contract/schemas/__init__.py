"""The shapes of meetings."""
