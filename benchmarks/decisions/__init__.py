"""How fast and how well the brain decides."""
