"""Tests of the voting service: ballots."""
