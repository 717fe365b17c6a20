"""Backups of the database and of the project's storage objects, and the proof of one: restoring it."""
