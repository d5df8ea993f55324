"""What people want to be reminded of."""
