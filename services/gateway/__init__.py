"""The gateway: HTTP in, the bus out, derived from the contracts; and the service that keeps the keys and the feed."""
