"""Tests of the voting service: rolls."""
