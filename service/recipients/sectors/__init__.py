"""Officials and others with limits of their own: a suspicion by domain and job title, never a fact."""
