"""What people ask about numbers, their own and their units'."""
