"""The shapes of shifts."""
