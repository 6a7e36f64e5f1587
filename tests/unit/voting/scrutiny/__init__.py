"""Tests of the voting service: scrutiny."""
