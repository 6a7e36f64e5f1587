"""The migrations of the gateway service."""
