"""What is kept of people and of the work, for how long and what for: one table, and what is made from it."""
