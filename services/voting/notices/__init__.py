"""The calling of the members on paper and by mail, and the names and addresses that this needs."""
