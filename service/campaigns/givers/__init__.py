"""Givers: in whose name somebody gets what a campaign gives."""
