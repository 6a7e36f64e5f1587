"""Adhesions: the federations that this cooperative belongs to by its own vote; each admits it by its own decision."""
