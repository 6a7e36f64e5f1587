"""Tests of the voting service: tally."""
