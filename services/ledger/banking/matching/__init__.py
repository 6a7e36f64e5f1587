"""What a bank line settles: open items, lines that the books hold already, or accounts."""
