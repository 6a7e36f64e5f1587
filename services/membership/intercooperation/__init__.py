"""Requests for advice: asked by a cooperative, routed by its federation to those nearby that offered to help."""
