"""Agreements of cooperation groups: how those who work together split their pay."""
