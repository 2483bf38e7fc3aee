"""What it takes to read a list of people, check it, show it and save it."""
