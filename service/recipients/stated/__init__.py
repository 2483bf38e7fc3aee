"""What a company says of its own rules on gifts: its office by the link on a statement, or its file."""
