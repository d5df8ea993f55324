"""Proof that a person looks at."""
