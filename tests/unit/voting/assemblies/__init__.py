"""Tests of the voting service: assemblies."""
