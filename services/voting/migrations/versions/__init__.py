"""The revisions, oldest first by name, of the voting service."""
