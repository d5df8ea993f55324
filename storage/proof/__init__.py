"""Evidence, pictures and reviews, and what is counted of them."""
