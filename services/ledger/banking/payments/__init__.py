"""Orders to the bank: SEPA credit transfers and direct debits."""
