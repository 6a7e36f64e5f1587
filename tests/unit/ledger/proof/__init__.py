"""Tests of the chain and of the replay."""
