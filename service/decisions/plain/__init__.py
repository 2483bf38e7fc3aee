"""What values of decisions stand on: the reasons against a choice, and what is asked of a value when it is made."""
