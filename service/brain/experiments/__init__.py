"""Experiments: what is asked, who was drawn for what, what came of it, and what may be said of that."""
