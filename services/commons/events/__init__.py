"""Events: told in the transaction of the change, published in order, received exactly once in effect."""
