"""The books handed over: the FEC, the journal for other programs, and the general ledger."""
