"""Linked organisations: who has paid the dues of a second organisation beside the cooperative, and until when."""
