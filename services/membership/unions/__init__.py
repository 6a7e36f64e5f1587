"""Unions: organisations of their own, linked to the federation by consent of both, with members of their own."""
