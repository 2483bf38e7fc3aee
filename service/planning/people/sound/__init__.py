"""A seller says how somebody's name sounds."""
