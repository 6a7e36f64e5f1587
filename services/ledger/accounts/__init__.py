"""The chart of accounts, the journals and the auxiliaries."""
