"""Is a model any good, may it be used, and what would another have done: figures with their intervals, or none."""
