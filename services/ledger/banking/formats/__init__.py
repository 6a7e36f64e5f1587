"""Bank statements as they come: camt.053, CFONB 120, OFX and CSV, each read into the same values."""
