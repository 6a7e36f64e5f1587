"""What the operator sees: logs without personal data, metrics by cooperative."""
