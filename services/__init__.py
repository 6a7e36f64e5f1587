"""The services of Rochdale: membership, ledger, voting and the gateway, on their common ground."""
