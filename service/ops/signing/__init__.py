"""The page that a controller signs: what a campaign's books say of its gifts, side by side, and the cause of every difference."""
