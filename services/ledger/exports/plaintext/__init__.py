"""The journal as text: for hledger, for beancount, as CSV, and as a spreadsheet."""
