"""Elections: the call for candidates, who stands, the poll it becomes, and who is next when a seat falls vacant."""
