"""Who is behind an account, and what is kept of them."""
