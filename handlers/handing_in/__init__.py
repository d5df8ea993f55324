"""A link or a picture handed in, and what becomes of it."""
