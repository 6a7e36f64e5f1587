"""Tests of elections."""
