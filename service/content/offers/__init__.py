"""Offers as their reader sees them, and what a press on one does."""
