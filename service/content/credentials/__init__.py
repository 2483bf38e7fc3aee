"""Content credentials: what a film says of itself, signed, so that anyone can check that nobody has changed it since."""
