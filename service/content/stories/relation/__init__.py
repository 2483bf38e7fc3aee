"""How a person is met: by name or not, what they are reminded of, and when they looked."""
