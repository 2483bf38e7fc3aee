"""Saved questions about people: counted at the moment somebody looks, and never so that one person can be read off."""
