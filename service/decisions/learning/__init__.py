"""Preferences learned from answers: pure, on numbers alone."""
