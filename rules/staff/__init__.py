"""Reads the staff lists that offices keep: finds the people in their sheets, and says what cannot be understood."""
