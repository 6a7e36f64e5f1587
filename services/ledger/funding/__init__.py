"""Where the cooperative's money comes from: subsidies, gifts, loans of members and banks, beside its capital."""
