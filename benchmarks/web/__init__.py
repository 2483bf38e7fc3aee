"""How soon answers are taken in, and what strangers, slow clients and tireless readers cost everybody else."""
