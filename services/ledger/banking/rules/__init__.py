"""Rules of banking, pure: wording, duplicates, scores, business days, characters."""
