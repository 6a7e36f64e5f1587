"""The pathway: from the first contact to the associate, by the stages of the statutes."""
