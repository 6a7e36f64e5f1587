"""The labour share under a participation agreement: booked as a charge of its year before the accounts are drawn up."""
