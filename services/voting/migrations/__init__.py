"""The migrations of the voting service."""
