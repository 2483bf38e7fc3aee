"""Gifts to people who may be officials, or otherwise have limits of their own: listed, and let go by a second person."""
