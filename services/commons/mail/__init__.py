"""Letters, and the ways in which they leave: a mail server, or a folder."""
