"""What the books come to, what is disclosed of it, and the proof that it is right."""
