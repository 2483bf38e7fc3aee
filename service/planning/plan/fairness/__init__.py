"""A plan tried with more weight for a group that it gives worse gifts."""
