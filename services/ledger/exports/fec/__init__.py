"""The fichier des écritures comptables (FEC) of a fiscal year, as the tax administration asks for it."""
