"""The shared ground of every service; it knows no cooperative business and imports no service."""
