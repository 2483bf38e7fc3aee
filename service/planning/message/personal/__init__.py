"""The one line that a giver writes to one person."""
