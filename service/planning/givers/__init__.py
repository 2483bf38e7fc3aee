"""Givers: who gives to whom, how that changes, and what readers will see of it."""
