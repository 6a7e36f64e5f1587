"""The documentation pages, which load nothing from elsewhere."""
