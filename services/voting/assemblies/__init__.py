"""Assemblies: convening with notice, agenda, presence, proxies and quorum."""
