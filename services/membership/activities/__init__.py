"""Activities: establishments, economic activities, their owners and cooperation groups."""
