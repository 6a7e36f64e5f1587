"""Tests of the voting service: polls."""
