"""Activities in the books: what each earns and spends, what it has left, and the cover of those that have nothing."""
