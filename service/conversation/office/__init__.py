"""An ethics office answers to a gift statement, by the link on it and without an account."""
