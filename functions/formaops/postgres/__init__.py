"""Postgres's own programs, and clusters that we start ourselves."""
