"""Territorial committees: cooperatives of one area that adhere to a union's operating charter and meet."""
