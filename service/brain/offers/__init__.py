"""Offers: what a workspace has for people beside their gift, who may get which, and in which order."""
