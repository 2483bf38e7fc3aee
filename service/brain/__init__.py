"""What the product learned, what is compared, and what is best for each person next."""
