"""Tests of the voting service."""
