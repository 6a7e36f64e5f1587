"""The host: one process per service, carrying the containers of many cooperatives side by side."""
