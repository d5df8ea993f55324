"""Everybody's own data: consent, erasure, retention, backups."""
