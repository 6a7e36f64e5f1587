"""Statutes and bylaws as members read them: every rule a sentence, with its article."""
