"""How a reader finds out whether what they got is real."""
